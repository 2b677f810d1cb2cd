package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
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
import org.purify4j.diffusion.archive.InputFile;

/** Reads PNG and JPEG files, and writes PNG files. */
public final class ImageFiles {
  /** Largest number of pixels; a larger picture is refused before it is decoded. */
  private static final long MOST_PIXELS = 1L << 26;

  private static final int CHANNELS = 3;
  private static final float WHITE = 255f;
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  private ImageFiles() {}

  /**
   * The picture files of a path: the file itself, or those in a directory and the directories in
   * it, in order of name. What is hidden is left out, as it is a leftover of other programs.
   *
   * @throws IOException if there is no such path, or no PNG or JPEG file in the directory
   */
  public static List<Path> list(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return PictureFolder.require(path, ENDINGS).pictures();
    }
    InputFile.require(path, "a picture or a folder of pictures");
    return List.of(path);
  }

  /** What {@link #list} leaves out of a path. */
  public static PassedOver passedOver(Path path) throws IOException {
    return Files.isDirectory(path)
        ? PictureFolder.find(path, ENDINGS).passedOver()
        : PassedOver.none();
  }

  /**
   * Reads a picture; grey becomes three equal channels.
   *
   * @return {@code [1, 3, h, w]}, RGB, float32 in [0, 1]
   * @throws IOException if the file is missing, damaged, too large, or neither PNG nor JPEG, or has
   *     transparent pixels
   */
  public static INDArray read(Path file) throws IOException {
    return read(file, CHANNELS);
  }

  /**
   * Reads a picture.
   *
   * @param channels 3 for RGB, into which grey is turned, or 1 for grey
   * @return {@code [1, channels, h, w]}, float32 in [0, 1]
   * @throws IOException if the file is missing, damaged, too large, or neither PNG nor JPEG, has
   *     transparent pixels, or is in colour and to be read as grey
   */
  public static INDArray read(Path file, int channels) throws IOException {
    if (channels != CHANNELS && channels != 1) {
      throw new IllegalArgumentException("channels: got " + channels + ", must be 3 or 1");
    }
    BufferedImage picture = decode(file);
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] values = new float[channels * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = rgb(picture, x, y);
        if (channels == 1 && !isGrey(rgb)) {
          throw new IOException(
              file + ": got a picture in colour, must be grey (one channel); convert it first");
        }
        for (int c = 0; c < channels; c++) {
          values[(c * height + y) * width + x] = level(rgb, c) / WHITE;
        }
      }
    }
    return Nd4j.createFromArray(values).reshape('c', 1, channels, height, width);
  }

  private static boolean isGrey(int rgb) {
    return level(rgb, 0) == level(rgb, 1) && level(rgb, 1) == level(rgb, 2);
  }

  /** A channel of a colour, 0 to 255. */
  static int level(int rgb, int channel) {
    return rgb >> 8 * (CHANNELS - 1 - channel) & 0xff;
  }

  /** The grey of a colour, 0 to 255 (ITU-R BT.601). */
  static int grey(int rgb) {
    if (isGrey(rgb)) {
      return level(rgb, 0);
    }
    float sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      sum += LUMA[c] * level(rgb, c);
    }
    return Math.round(sum);
  }

  /**
   * Writes a picture as PNG, atomically.
   *
   * @param image {@code [1, 3, h, w]}, RGB in [0, 1], or {@code [1, 1, h, w]}, grey; rounded to 8
   *     bits, values outside the range are clipped
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
    int channels = (int) image.size(1);
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int at = 0; at < height * width; at++) {
      for (int c = 0; c < channels; c++) {
        int level = Math.round(values[c * height * width + at] * WHITE);
        picture.getRaster().setSample(at % width, at / width, c, Math.max(0, Math.min(255, level)));
      }
    }
    return picture;
  }

  /** Decodes a picture. */
  static BufferedImage decode(Path file) throws IOException {
    InputFile.require(file, "a picture");
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + ": not a readable picture, must be PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        return decode(file, in, reader);
      } catch (IIOException | EOFException | RuntimeException e) {
        throw damaged(file, e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(Path file, ImageInputStream in, ImageReader reader)
      throws IOException {
    String format = reader.getFormatName().toUpperCase(Locale.ROOT);
    PngHeader png = format.equals("PNG") ? PngHeader.read(in) : PngHeader.none();
    in.seek(0);
    reader.setInput(in, true, true);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MOST_PIXELS) {
      throw new IOException(file + ": got " + pixels + " pixels, must be at most " + MOST_PIXELS);
    }
    BufferedImage picture;
    if (format.equals("GIF")) {
      GifPixels gif = GifPixels.read(reader);
      picture = gif.picture();
      PaletteCheck.require(file, picture, gif.colours());
    } else {
      picture = reader.read(0);
      if (picture.getColorModel() instanceof IndexColorModel palette) {
        PaletteCheck.require(file, picture, png.palette().orElse(palette.getMapSize()));
      }
    }
    if (format.equals("JPEG")) {
      JpegCheck.require(file, picture, warnings);
    }
    OpacityCheck.require(file, picture, png.clear());
    return picture;
  }

  private static IOException damaged(Path file, Exception failure) {
    String message = failure.getMessage();
    String why = message == null ? failure.getClass().getSimpleName() : message;
    String what =
        why.contains("Unsupported Image Type")
            ? ": got colours that Java cannot read (CMYK?), must be RGB or grey"
            : ": the picture is damaged (" + why + ")";
    return new IOException(file + what, failure);
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
