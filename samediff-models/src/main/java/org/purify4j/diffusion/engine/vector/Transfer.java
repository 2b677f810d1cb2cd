package org.purify4j.diffusion.engine.vector;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between ND4J's arrays, channel by channel, and feature maps, pixel by pixel. */
final class Transfer {
  private Transfer() {}

  /** The elements in c order. */
  static float[] floats(INDArray array) {
    float[] values = new float[(int) array.length()];
    read(array, values);
    return values;
  }

  private static void read(INDArray array, float[] to) {
    boolean plain =
        array.dataType() == DataType.FLOAT
            && array.ordering() == 'c'
            && !array.isView()
            && array.data().length() == array.length();
    INDArray copy = plain ? array : array.castTo(DataType.FLOAT).dup('c');
    FloatBuffer buffer = copy.data().asNioFloat();
    buffer.position(0);
    buffer.get(to, 0, (int) array.length());
    if (copy != array) {
      copy.close();
    }
  }

  /**
   * Images to a map.
   *
   * @param images {@code [b, c, h, w]}
   * @param staging at least as many floats
   */
  static void load(INDArray images, FeatureMap map, float[] staging) {
    read(images, staging);
    Arrays.fill(map.data(), 0, map.length(), 0f);
    int from = 0;
    for (int image = 0; image < map.batch(); image++) {
      for (int channel = 0; channel < map.channels(); channel++) {
        int to = map.image(image) + channel;
        for (int pixel = 0; pixel < map.pixels(); pixel++) {
          map.data()[to] = staging[from++];
          to += map.stride();
        }
      }
    }
  }

  /**
   * A map to images.
   *
   * @param images {@code [b, c, h, w]}, overwritten
   * @param staging at least as many floats
   */
  static void store(FeatureMap map, INDArray images, float[] staging) {
    int to = 0;
    for (int image = 0; image < map.batch(); image++) {
      for (int channel = 0; channel < map.channels(); channel++) {
        int from = map.image(image) + channel;
        for (int pixel = 0; pixel < map.pixels(); pixel++) {
          staging[to++] = map.data()[from];
          from += map.stride();
        }
      }
    }
    FloatBuffer buffer = images.data().asNioFloat();
    buffer.position(0);
    buffer.put(staging, 0, to);
  }
}
