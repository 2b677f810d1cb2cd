package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.choice.ModelNetworks;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.FamilyMatch;
import org.purify4j.importers.family.FamilyMatches;
import org.purify4j.importers.family.Origin;
import org.purify4j.importers.unet.PublishedNetworks.Count;

/** Published networks: their tensors, that they run, and that names and shapes tell them. */
class PublishedNetworksTest {
  private static final long LARGEST_TO_RUN = 120_000_000;

  @ParameterizedTest
  @EnumSource
  void tensorsAndParameters(PublishedNetworks published) {
    Map<String, long[]> tensors = network(published).parameters();
    Count count = published.count();
    if (count.tensors() > 0) {
      assertEquals(count.tensors(), tensors.size());
    }
    assertEquals(count.parameters(), Math.round((double) parameters(tensors) / count.unit()));
  }

  @ParameterizedTest
  @EnumSource
  void namesAndShapesTellTheNetwork(PublishedNetworks published, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("published.safetensors");
    EmptyCheckpoint.write(network(published).parameters(), EmptyCheckpoint.Type.U8, file);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      FamilyMatch<UNetImporter> match =
          FamilyMatches.of(checkpoint, UNetImporters.all()).choose(Optional.empty());
      ModelDescription description =
          match.importer().describe(checkpoint, published.given(), Origin.of(checkpoint, match));
      assertEquals(published.network(), description.network());
      assertEquals(published.imageSize(), description.imageSize());
    }
  }

  @ParameterizedTest
  @EnumSource
  void runs(PublishedNetworks published) {
    Map<String, long[]> tensors = network(published).parameters();
    if (parameters(tensors) > LARGEST_TO_RUN && !Boolean.getBoolean("purify4j.large")) {
      abort("skipped: " + published + " is large; -Dpurify4j.large=true runs it");
    }
    int size = Math.min(published.imageSize(), 64);
    Map<String, INDArray> weights = weights(tensors);
    int[] labels = published.network().classes() > 0 ? new int[] {7} : new int[0];
    Conditioning conditioning = new Conditioning(new double[] {0.5}, labels);
    try (ExecutableNetwork predictor =
        new ModelNetworks(weights).open(published.network().describe(size, size), 1)) {
      INDArray output =
          predictor.forward(Nd4j.randn(DataType.FLOAT, 1, 3, size, size), conditioning);
      long channels = published.network().outChannels();
      assertArrayEquals(new long[] {1, channels, size, size}, output.shape());
      double spread = output.stdNumber().doubleValue();
      assertTrue(spread > 1e-3 && spread < 1e3, "spread " + spread);
    } finally {
      weights.values().forEach(INDArray::close);
    }
  }

  private static Network network(PublishedNetworks published) {
    return published.network().describe(published.imageSize(), published.imageSize());
  }

  private static long parameters(Map<String, long[]> tensors) {
    return tensors.values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** Weights of a size that keeps the variance, and norms near 1. */
  private static Map<String, INDArray> weights(Map<String, long[]> tensors) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    tensors.forEach(
        (name, shape) -> {
          long fanIn = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
          INDArray random = Nd4j.randn(DataType.FLOAT, shape);
          boolean gain = shape.length == 1 && name.endsWith(".weight");
          weights.put(
              name, random.muli(shape.length == 1 ? 0.1 : 1 / Math.sqrt(fanIn)).addi(gain ? 1 : 0));
        });
    return weights;
  }
}
