package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * A folder of pictures of any size as training images: each is scaled to cover the wanted size and
 * cropped to it in the middle. They are decoded once, into a temporary file. The sub-folders, in
 * order of name, are the classes of the pictures in them.
 */
public final class ImageFolder {
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff");
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private ImageFolder() {}

  /**
   * Decodes a folder.
   *
   * @param folder looked through with its sub-folders for files named as PNG, JPEG, GIF, BMP or
   *     TIFF
   * @param shape shape of the images; with one channel they are converted to grey (ITU-R BT.601)
   * @throws IOException if there is no such folder, no picture in it, or a damaged one
   */
  public static ImageSet open(Path folder, ImageShape shape) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder + ": no such folder");
    }
    List<Path> pictures;
    try (Stream<Path> entries = Files.walk(folder)) {
      pictures = entries.filter(ImageFolder::isNamedPicture).sorted().toList();
    }
    if (pictures.isEmpty()) {
      throw new IOException(
          folder
              + ": contains no picture, must contain files named *"
              + String.join(", *", ENDINGS));
    }
    List<Path> classes = pictures.stream().map(Path::getParent).distinct().sorted().toList();
    int[] labels = pictures.stream().mapToInt(p -> classes.indexOf(p.getParent())).toArray();
    FileChannel channel = TemporaryFile.create();
    try {
      for (Path picture : pictures) {
        BufferedImage fitted =
            PictureFit.fill(ImageFiles.decode(picture), shape.width(), shape.height());
        TemporaryFile.append(channel, bytes(fitted, shape.channels()));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    StoredImages.Part part = new StoredImages.Part(channel, 0, pictures.size());
    return new StoredImages(List.of(part), 0, shape, shape, (index, record) -> labels[index]);
  }

  private static boolean isNamedPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static ByteBuffer bytes(BufferedImage picture, int channels) {
    ByteBuffer bytes = ByteBuffer.allocate(channels * picture.getWidth() * picture.getHeight());
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          int rgb = picture.getRGB(x, y);
          bytes.put((byte) (channels == 1 ? grey(rgb) : level(rgb, c)));
        }
      }
    }
    return bytes.flip();
  }

  private static int level(int rgb, int channel) {
    return rgb >> 8 * (LUMA.length - 1 - channel) & 0xff;
  }

  private static int grey(int rgb) {
    float sum = 0;
    for (int c = 0; c < LUMA.length; c++) {
      sum += LUMA[c] * level(rgb, c);
    }
    return Math.round(sum);
  }
}
