package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.fault.Closing;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * A folder of pictures of any size as training images: each is scaled to cover the wanted size and
 * cropped to it in the middle. They are decoded once, into a temporary file. The sub-folders, in
 * order of name, are the classes of the pictures in them.
 */
public final class ImageFolder {
  static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff");

  private ImageFolder() {}

  /**
   * Decodes a folder.
   *
   * @param folder looked through with its sub-folders, but for hidden ones, for files named as PNG,
   *     JPEG, GIF, BMP or TIFF
   * @param shape shape of the images; with one channel they are converted to grey (ITU-R BT.601)
   * @throws IOException if there is no such folder, no picture in it, or a damaged one
   */
  public static ImageSet open(Path folder, ImageShape shape) throws IOException {
    InputFile.requireFolder(folder, "a folder of pictures");
    List<Path> pictures = PictureFolder.require(folder, ENDINGS).pictures();
    List<Path> classes = pictures.stream().map(Path::getParent).distinct().sorted().toList();
    int[] labels = pictures.stream().mapToInt(p -> classes.indexOf(p.getParent())).toArray();
    FileChannel channel = TemporaryFile.create();
    try {
      for (Path picture : pictures) {
        BufferedImage fitted =
            PictureFit.fill(ImageFiles.decode(picture), shape.width(), shape.height());
        TemporaryFile.append(channel, bytes(fitted, shape.channels()));
      }
    } catch (IOException | RuntimeException e) {
      Closing.after(e, channel);
      throw e;
    }
    StoredImages.Part part = new StoredImages.Part(channel, 0, pictures.size());
    return new StoredImages(List.of(part), 0, shape, shape, (index, record) -> labels[index]);
  }

  /** What {@link #open} leaves out of a folder. */
  public static PassedOver passedOver(Path folder) throws IOException {
    return PictureFolder.find(folder, ENDINGS).passedOver();
  }

  private static ByteBuffer bytes(BufferedImage picture, int channels) {
    ByteBuffer bytes = ByteBuffer.allocate(channels * picture.getWidth() * picture.getHeight());
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          int rgb = picture.getRGB(x, y);
          bytes.put((byte) (channels == 1 ? ImageFiles.grey(rgb) : ImageFiles.level(rgb, c)));
        }
      }
    }
    return bytes.flip();
  }
}
