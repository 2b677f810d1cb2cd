package org.purify4j.importers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.Origin;
import org.purify4j.importers.unet.ConfigFile;

/**
 * Writes imported networks as safetensors files, float32, under the names of the PyTorch family
 * they came from, so that PyTorch loads them. What the weights do not say (schedule, heads,
 * normalisation) stands in the file's metadata and in a JSON file beside it: an import takes it
 * from there.
 */
public final class SafeTensorsExport {
  /** What Hugging Face's readers want of a header. */
  private static final Map.Entry<String, String> FORMAT = Map.entry("format", "pt");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
   * @throws ImportException if a JSON file that is no export's lies where the one beside it goes
   */
  public static int write(DiffusionModel model, Path file) throws IOException {
    return write(model.weights(), Optional.of(ExportedDescription.of(model.description())), file);
  }

  /**
   * Writes the parameters of a classifier of which the layers are named as PyTorch's modules, as
   * those imported here are, whole or not at all.
   *
   * @param provenance where it came from, if that is known; with it goes what weights do not say
   * @return number of tensors
   * @throws IOException when the file cannot be written
   * @throws IllegalArgumentException if a layer has parameters that PyTorch does not know
   * @throws ImportException if a JSON file that is no export's lies where the one beside it goes
   */
  public static int write(ComputationGraph graph, Optional<Provenance> provenance, Path file)
      throws IOException {
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
    Optional<ExportedDescription> description =
        provenance.flatMap(
            known ->
                Optional.ofNullable(known.notes().get(Origin.FAMILY))
                    .map(family -> ExportedDescription.of(family, known.facts())));
    return write(tensors, description, file);
  }

  private static int write(
      Map<String, INDArray> tensors, Optional<ExportedDescription> description, Path file)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(Map.ofEntries(FORMAT));
    if (description.isPresent()) {
      metadata.put(ExportedDescription.NAME, description.get().text());
      Path beside = beside(file);
      AtomicFile.write(beside, out -> out.write(JSON.writeValueAsBytes(description.get().file())));
    }
    AtomicFile.write(file, out -> TensorFile.write(tensors, Precision.FLOAT32, metadata, out));
    return tensors.size();
  }

  /**
   * The JSON file beside an export.
   *
   * @throws ImportException if there is one that no export wrote
   */
  public static Path beside(Path file) {
    Path beside = ConfigFile.nameBeside(file);
    if (Files.exists(beside) && ConfigFile.object(beside, ExportedDescription.NAME).isEmpty()) {
      throw new ImportException(
          beside, "lies where the export's configuration goes (move it, or export elsewhere)");
    }
    return beside;
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
