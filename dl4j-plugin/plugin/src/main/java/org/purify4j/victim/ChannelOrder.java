package org.purify4j.victim;

/** The order in which a network's input has the colours of an image. */
public enum ChannelOrder {
  /** Red, green, blue, as diffusion models have them; also grey, and whatever else has no order. */
  RGB,
  /** Blue, green, red, as DL4J's NativeImageLoader and ImageRecordReader give them. */
  BGR
}
