package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * JPEG compression and decompression (Dziugaite et al. 2016, Guo et al. 2018), with Java's own
 * codec, on the host. The result is quantised to 8 bits, so its derivative is 0 wherever it exists.
 *
 * @param quality compression quality, 1 (smallest file) to 100
 */
public record Jpeg(int quality) implements Squeeze {
  /** The entry of this squeeze in {@link Squeezes}. */
  public static final Kind<Squeeze> KIND =
      new Kind<>(
          "jpeg",
          Jpeg.class,
          "jpegQ",
          "JPEG compression at quality Q",
          "jpeg75",
          text -> after("jpeg", text).map(n -> new Jpeg(whole("quality", n))));

  private static final int CHANNELS = 3;
  private static final int HIGHEST = 255;

  public Jpeg {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality: got " + quality + ", must be 1 to 100");
    }
  }

  @Override
  public String text() {
    return "jpeg" + quality;
  }

  @Override
  public INDArray apply(INDArray images) {
    if (images.size(1) != CHANNELS) {
      throw new IllegalArgumentException(
          "images: got shape " + Arrays.toString(images.shape()) + ", must have 3 channels (RGB)");
    }
    int height = Math.toIntExact(images.size(2));
    int width = Math.toIntExact(images.size(3));
    double[] values = images.dup('c').data().asDouble();
    int length = CHANNELS * height * width;
    for (int start = 0; start < values.length; start += length) {
      BufferedImage picture = picture(values, start, height, width);
      unpack(roundTrip(picture), values, start);
    }
    return Nd4j.createFromArray(values).reshape(images.shape()).castTo(images.dataType());
  }

  @Override
  public INDArray pullback(INDArray images, INDArray gradient) {
    return Nd4j.zeros(gradient.dataType(), gradient.shape());
  }

  private static BufferedImage picture(double[] values, int start, int height, int width) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int channel = 0; channel < CHANNELS; channel++) {
        double value = Math.min(1, Math.max(0, values[start + channel * plane + i]));
        rgb = rgb << 8 | (int) Math.round(value * HIGHEST);
      }
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }

  private static void unpack(BufferedImage picture, double[] values, int start) {
    int width = picture.getWidth();
    int plane = width * picture.getHeight();
    for (int i = 0; i < plane; i++) {
      int rgb = picture.getRGB(i % width, i / width);
      for (int channel = 0; channel < CHANNELS; channel++) {
        int shift = 8 * (CHANNELS - 1 - channel);
        values[start + channel * plane + i] = (rgb >> shift & HIGHEST) / (double) HIGHEST;
      }
    }
  }

  private BufferedImage roundTrip(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality / 100f);
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(picture, null, null), settings);
      }
      return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("JPEG: could not be coded in memory", e);
    } finally {
      writer.dispose();
    }
  }
}
