package org.purify4j.victim;

import java.util.Optional;

/**
 * Where an image enters a network, where its class comes out, and how the input encodes the image.
 * What is not given is read off the network.
 *
 * @param imageInput name of the graph's input that is the image; needed if there are several
 * @param classOutput name of the graph's output that is the classification; needed for guidance if
 *     there are several
 * @param encoding how the input encodes images; needed if values are not pixels in [0, 1], colours
 *     are not RGB, or dense layers read flat images
 */
public record NetworkPorts(
    Optional<String> imageInput, Optional<String> classOutput, Optional<InputEncoding> encoding) {
  private static final NetworkPorts STANDARD =
      new NetworkPorts(Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns the ports of a network with one input, of images in [0, 1], and one output. */
  public static NetworkPorts standard() {
    return STANDARD;
  }

  /** Returns a copy with another image input. */
  public NetworkPorts withImageInput(String name) {
    return new NetworkPorts(Optional.of(name), classOutput, encoding);
  }

  /** Returns a copy with another class output. */
  public NetworkPorts withClassOutput(String name) {
    return new NetworkPorts(imageInput, Optional.of(name), encoding);
  }

  /** Returns a copy with another encoding of the image input. */
  public NetworkPorts withEncoding(InputEncoding newEncoding) {
    return new NetworkPorts(imageInput, classOutput, Optional.of(newEncoding));
  }
}
