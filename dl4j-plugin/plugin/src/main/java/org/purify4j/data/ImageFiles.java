package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.AtomicFile;

/** Reads PNG and JPEG files, and writes PNG files. */
public final class ImageFiles {
  /** Largest number of pixels; a larger picture is refused before it is decoded. */
  private static final long MOST_PIXELS = 1L << 26;

  private static final int CHANNELS = 3;
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  private ImageFiles() {}

  /**
   * The picture files of a path: the file itself, or those in a directory, in order of name.
   *
   * @throws IOException if there is no such path, or no PNG or JPEG file in the directory
   */
  public static List<Path> list(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path + ": no such file or directory");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> pictures = entries.filter(ImageFiles::isNamedPicture).sorted().toList();
      if (pictures.isEmpty()) {
        throw new IOException(
            path + ": contains no picture, must contain files named *.png or *.jpg");
      }
      return pictures;
    }
  }

  /**
   * Reads a picture; transparency is dropped, grey becomes three equal channels.
   *
   * @return {@code [1, 3, h, w]}, RGB, float32 in [0, 1]
   * @throws IOException if the file is missing, too large, or neither PNG nor JPEG
   */
  public static INDArray read(Path file) throws IOException {
    BufferedImage picture = decode(file);
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] values = new float[CHANNELS * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = rgb(picture, x, y);
        for (int c = 0; c < CHANNELS; c++) {
          values[(c * height + y) * width + x] = (rgb >> 8 * (CHANNELS - 1 - c) & 0xff) / 255f;
        }
      }
    }
    return Nd4j.createFromArray(values).reshape('c', 1, CHANNELS, height, width);
  }

  /**
   * Writes a picture as PNG, atomically.
   *
   * @param image {@code [1, 3, h, w]}, RGB in [0, 1]; rounded to 8 bits, values outside the range
   *     are clipped
   */
  public static void write(INDArray image, Path file) throws IOException {
    write(toPicture(image), file);
  }

  /** Writes a picture as PNG, atomically. */
  public static void write(BufferedImage picture, Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // no cache file: it could not be created while the process is shutting down
          try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(picture, "png", stream)) {
              throw new IOException(file + ": this Java platform cannot write PNG");
            }
          }
        });
  }

  /**
   * An image as a picture.
   *
   * @param image {@code [1, 3, h, w]}, RGB in [0, 1], or {@code [1, 1, h, w]}, grey; rounded to 8
   *     bits, values outside the range are clipped
   */
  public static BufferedImage toPicture(INDArray image) {
    if (image.rank() != 4
        || image.size(0) != 1
        || (image.size(1) != CHANNELS && image.size(1) != 1)) {
      throw new IllegalArgumentException(
          "image: got shape " + Arrays.toString(image.shape()) + ", must be [1, 3, h, w]");
    }
    int height = (int) image.size(2);
    int width = (int) image.size(3);
    float[] values = image.castTo(DataType.FLOAT).dup('c').data().asFloat();
    int plane = values.length == height * width ? 0 : height * width;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int at = 0; at < height * width; at++) {
      int rgb = 0;
      for (int c = 0; c < CHANNELS; c++) {
        int level = Math.round(values[c * plane + at] * 255);
        rgb = rgb << 8 | Math.max(0, Math.min(255, level));
      }
      picture.setRGB(at % width, at / width, rgb);
    }
    return picture;
  }

  private static boolean isNamedPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Decodes a picture. */
  static BufferedImage decode(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file + ": no such file");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + ": not a readable picture, must be PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new IOException(
              file + ": got " + pixels + " pixels, must be at most " + MOST_PIXELS);
        }
        return reader.read(0);
      } catch (IIOException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException(file + ": the picture is damaged (" + e.getMessage() + ")", e);
      } finally {
        reader.dispose();
      }
    }
  }

  /** Java takes grey to be linear and would brighten it; this keeps the values of the file. */
  static int rgb(BufferedImage picture, int x, int y) {
    boolean colours =
        picture.getRaster().getNumBands() > 2 || picture.getColorModel() instanceof IndexColorModel;
    if (colours) {
      return picture.getRGB(x, y);
    }
    int excessBits = picture.getColorModel().getComponentSize(0) - 8;
    int level = picture.getRaster().getSample(x, y, 0) >> Math.max(0, excessBits);
    return level << 16 | level << 8 | level;
  }
}
