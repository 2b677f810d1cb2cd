package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.importers.npz.Npz;

/**
 * A checkpoint and what the authors' class answered with it.
 *
 * @param checkpoint a file, or a folder
 * @param answers an npz with {@code x}, {@code t}, {@code y}, and maybe {@code c}, {@code
 *     cotangent} and {@code grad_x}
 */
record Golden(Path checkpoint, Path answers) {
  private static final String NPZ = ".npz";
  private static final List<String> NO_CHECKPOINTS = List.of(NPZ, ".json");

  /** All of diffusion networks in a folder. */
  static List<Golden> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(NPZ))
          .filter(Golden::isOfDiffusion)
          .sorted()
          .flatMap(Golden::checkpoints)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfDiffusion(Path file) {
    try (Npz npz = Npz.open(file)) {
      return npz.names().containsAll(List.of("x", "t", "y"));
    }
  }

  private static Stream<Golden> checkpoints(Path answers) {
    String name = answers.getFileName().toString().replace(NPZ, "");
    try (Stream<Path> files = Files.list(answers.getParent())) {
      List<Golden> found =
          files
              .filter(file -> (file.getFileName() + ".").startsWith(name + "."))
              .filter(file -> NO_CHECKPOINTS.stream().noneMatch(file.toString()::endsWith))
              .sorted()
              .map(file -> new Golden(file, answers))
              .toList();
      return found.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares output and input gradient of the network with the answers. */
  void verify(DiffusionModel model) {
    try (Npz npz = Npz.open(answers)) {
      INDArray x = npz.array("x");
      long[] labels = npz.has("c") ? npz.longs("c") : new long[0];
      Conditioning conditioning =
          new Conditioning(
              npz.doubles("t"), Arrays.stream(labels).mapToInt(Math::toIntExact).toArray());
      try (ExecutableNetwork network =
          model.rawNetwork((int) x.size(0), (int) x.size(2), (int) x.size(3))) {
        close(npz.array("y"), network.forward(x, conditioning), 1e-4);
        if (npz.has("grad_x")) {
          INDArray cotangent = npz.array("cotangent");
          INDArray gradient = network.record(x, conditioning).gradient(cotangent);
          close(npz.array("grad_x"), gradient, 1e-3);
        }
      }
    }
  }

  @Override
  public String toString() {
    return checkpoint.getFileName().toString();
  }

  /** Every element within a part of the largest expected one. */
  private static void close(INDArray expected, INDArray found, double tolerance) {
    assertArrayEquals(expected.shape(), found.shape());
    float scale = expected.amaxNumber().floatValue();
    assertArrayEquals(
        expected.dup('c').data().asFloat(),
        found.dup('c').data().asFloat(),
        (float) tolerance * scale);
  }
}
