package org.purify4j.importers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.model.DiffusionModel;

/**
 * Writes imported networks as safetensors files, float32, under the names of the PyTorch family
 * they came from, so that PyTorch loads them.
 */
public final class SafeTensorsExport {
  /** What Hugging Face's readers want of a header. */
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private static final String WEIGHT = "W";

  /** PyTorch's names of DL4J's parameters. */
  private static final Map<String, String> NAMES =
      Map.of(
          WEIGHT,
          "weight",
          "b",
          "bias",
          "gamma",
          "weight",
          "beta",
          "bias",
          "mean",
          "running_mean",
          "var",
          "running_var");

  private SafeTensorsExport() {}

  /**
   * Writes the parameters of a diffusion model, whole or not at all.
   *
   * @return number of tensors
   * @throws IOException when the file cannot be written
   */
  public static int write(DiffusionModel model, Path file) throws IOException {
    return write(model.weights(), file);
  }

  /**
   * Writes the parameters of a classifier of which the layers are named as PyTorch's modules, as
   * those imported here are, whole or not at all.
   *
   * @return number of tensors
   * @throws IOException when the file cannot be written
   * @throws IllegalArgumentException if a layer has parameters that PyTorch does not know
   */
  public static int write(ComputationGraph graph, Path file) throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      String module = layer.conf().getLayer().getLayerName();
      for (Map.Entry<String, INDArray> parameter : layer.paramTable(false).entrySet()) {
        String name = module + "." + torchName(module, parameter.getKey());
        boolean weight = parameter.getKey().equals(WEIGHT);
        INDArray value = parameter.getValue();
        tensors.put(name, weight ? weight(layer, value) : value.reshape(value.length()));
      }
    }
    return write(tensors, file);
  }

  private static int write(Map<String, INDArray> tensors, Path file) throws IOException {
    AtomicFile.write(file, out -> TensorFile.write(tensors, Precision.FLOAT32, METADATA, out));
    return tensors.size();
  }

  private static String torchName(String module, String parameter) {
    String name = NAMES.get(parameter);
    if (name == null) {
      throw new IllegalArgumentException(
          module + ": got parameter " + parameter + ", must be one of " + NAMES.keySet());
    }
    return name;
  }

  /** A weight in PyTorch's shape: [out, in], [out, in, h, w] or [channels, 1, h, w]. */
  private static INDArray weight(Layer layer, INDArray value) {
    if (layer.conf().getLayer() instanceof DepthwiseConvolution2D) {
      return value.permute(2, 3, 0, 1);
    }
    return value.rank() == 2 ? value.transpose() : value;
  }
}
