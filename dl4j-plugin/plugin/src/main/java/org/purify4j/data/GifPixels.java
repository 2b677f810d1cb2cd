package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * The first picture of a GIF file with the numbers of its colours as they are in the file: Java's
 * reader would cut off their higher bits where the palette is small.
 *
 * @param picture of 8 bits a pixel
 * @param colours number of colours of its palette
 */
record GifPixels(BufferedImage picture, int colours) {
  private static final int MOST_COLOURS = 256;

  static GifPixels read(ImageReader reader) throws IOException {
    IndexColorModel palette = (IndexColorModel) reader.getImageTypes(0).next().getColorModel();
    int[] colours = new int[MOST_COLOURS];
    palette.getRGBs(colours);
    IndexColorModel eightBits =
        new IndexColorModel(
            Byte.SIZE, MOST_COLOURS, colours, 0, palette.hasAlpha(), -1, DataBuffer.TYPE_BYTE);
    BufferedImage picture =
        new BufferedImage(
            reader.getWidth(0), reader.getHeight(0), BufferedImage.TYPE_BYTE_INDEXED, eightBits);
    ImageReadParam into = reader.getDefaultReadParam();
    into.setDestination(picture);
    reader.read(0, into);
    int own = entries(reader.getImageMetadata(0));
    int shared = entries(reader.getStreamMetadata());
    int stated = own > 0 ? own : shared;
    return new GifPixels(picture, stated > 0 ? stated : palette.getMapSize());
  }

  private static int entries(IIOMetadata metadata) {
    IIOMetadataNode root =
        (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    return root.getElementsByTagName("ColorTableEntry").getLength();
  }
}
