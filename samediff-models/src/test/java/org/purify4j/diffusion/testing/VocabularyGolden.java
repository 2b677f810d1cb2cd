package org.purify4j.diffusion.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;

/** What PyTorch answered for one of {@link SmallNetworks}, in float64. */
public final class VocabularyGolden {
  /** Size of the images. */
  public static final int HEIGHT = 8;

  /** Size of the images. */
  public static final int WIDTH = 12;

  /** Number of images. */
  public static final int BATCH = 2;

  private static final String PARAMETER = "p.";
  private static final Map<String, INDArray> ARRAYS = read();

  private final String name;

  public VocabularyGolden(String name) {
    this.name = name;
  }

  private static Map<String, INDArray> read() {
    try {
      return NpzResource.read("/vocabulary/vocabulary.npz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parameters by name, float32. */
  public Map<String, INDArray> weights() {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    String prefix = name + "/" + PARAMETER;
    ARRAYS.forEach(
        (key, array) -> {
          if (key.startsWith(prefix)) {
            weights.put(key.substring(prefix.length()), array.castTo(DataType.FLOAT));
          }
        });
    return weights;
  }

  /** An array in double precision: x, y, cotangent or grad_x. */
  public INDArray array(String key) {
    return ARRAYS.get(name + "/" + key).castTo(DataType.DOUBLE);
  }

  /** The times of the images. */
  public Conditioning conditioning() {
    return new Conditioning(array("t").toDoubleVector(), new int[0]);
  }
}
