package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.Shared;

/**
 * Files written by PyTorch. Expected numbers were read from them with Python's own pickle module
 * and NumPy.
 */
class CheckpointGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "legacy.pt, TORCH_LEGACY, the state dict itself",
    "plain.safetensors, SAFETENSORS, the state dict itself",
    "folder, SAFETENSORS, the state dict itself",
    "shards, SHARDS, the state dict itself",
    "shards-of-pickles, SHARDS, the state dict itself",
    "training-wrapper.pt, TORCH_ZIP, 'entry state_dict, prefix module. removed'"
  })
  void theSameNetworkInAnotherContainer(String other, Container container, String selection) {
    try (Checkpoint one = Checkpoint.open(Goldens.file("containers/zip.pt"));
        Checkpoint two = Checkpoint.open(Goldens.file("containers/" + other))) {
      assertEquals(Container.TORCH_ZIP, one.container());
      assertEquals(container, two.container());
      assertEquals(selection, two.selection().describe());
      assertEquals(new ArrayList<>(one.names()), new ArrayList<>(two.names()));
      assertEquals(56, one.names().size());
      for (String name : one.names()) {
        assertEquals(one.info(name), two.info(name));
        if (one.info(name).type() == ElementType.FLOAT32) {
          assertArrayEquals(one.floats(name), two.floats(name), 0f, name);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "golden/improved-diffusion-unet.pt, time_embed.0.weight, 757030, -0.2696898, 6.345227049184359",
    "golden/ddpm-ho-pesser.pt, temb.dense.0.weight, 702499, 0.2580279, 0.7266609745202004",
    "golden/kuangliu-resnet18.pt, linear.weight, 11173962, -0.0180359, 4.796574532985687",
    "golden/torchvision-mobilenet_v2.pt, classifier.1.bias, 3504872, 0.14526367, 4.838731169700623",
    "golden/chenyaofo-cifar10_resnet20.pt, fc.weight, 272474, -0.1187245, -1.065051630474045",
    "checkpoints/classifiers/resnet20-12fca82f.th, conv1.weight, 269722, -0.13818146,"
        + " 1.3100982000032673"
  })
  void parametersAndValuesOfLargerFiles(
      String file, String name, long parameters, double first, double sum) {
    check(Shared.path(file), name, parameters, first, sum);
  }

  @ParameterizedTest
  @CsvSource({
    "improved-diffusion.pt, time_embed.0.weight, 319558, -0.269775390625, 6.343266725540161",
    "ddpm-ho.pt, temb.dense.0.weight, 285667, -0.0135498046875, -9.01636916399002",
    "diffusers-shards, conv_in.weight, 45259, -0.18115234375, -2.755894184112549",
    "torchvision-mobilenetv2.pt, classifier.1.bias, 14344, 0.07568359375, -0.8531922698020935",
    "chenyaofo-resnet.pt, fc.weight, 7950, -0.1925048828125, -0.9352753162384033",
    "akamaster-resnet.pt, conv1.weight, 7782, -0.0982666015625, -0.6162662506103516"
  })
  void parametersAndValues(String file, String name, long parameters, double first, double sum) {
    check(Goldens.file(file), name, parameters, first, sum);
  }

  private static void check(Path file, String name, long parameters, double first, double sum) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      long count = 0;
      for (String tensor : checkpoint.names()) {
        boolean statistic = tensor.contains("running_") || tensor.endsWith("_tracked");
        count += statistic ? 0 : checkpoint.info(tensor).elements();
      }
      assertEquals(parameters, count);
      INDArray tensor = checkpoint.tensor(name);
      assertEquals(DataType.FLOAT, tensor.dataType());
      assertArrayEquals(checkpoint.info(name).shape(), tensor.shape());
      assertEquals('c', tensor.ordering());
      float[] values = checkpoint.floats(name);
      assertEquals(first, values[0], 1e-5);
      double total = 0;
      for (float value : values) {
        total += value;
      }
      assertEquals(sum, total, 1e-9 * values.length);
    }
  }

  @Test
  void integersAreNamedButAreNoWeights() {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file("chenyaofo-resnet.pt"))) {
      String name = "bn1.num_batches_tracked";
      assertEquals(new TensorInfo(ElementType.INT64, new long[0]), checkpoint.info(name));
      ImportException e = assertThrows(ImportException.class, () -> checkpoint.tensor(name));
      assertEquals(
          checkpoint.file()
              + ": bn1.num_batches_tracked: got int64 [], must be"
              + " floating-point to be a weight",
          e.getMessage());
    }
  }

  @Test
  void aNamelessAverageTakesTheNamesBesideIt() {
    Path file = Goldens.file("score-sde-ncsnpp.pth");
    try (Checkpoint checkpoint = Checkpoint.open(file);
        Checkpoint raw = Checkpoint.open(file, Averages.IGNORED)) {
      WeightSelection selection = checkpoint.selection();
      assertEquals(List.of("model"), selection.path());
      assertEquals(List.of("module."), selection.prefixes());
      assertTrue(
          selection.describe().contains("156 averaged weights under ema take the names of model"),
          selection.describe());
      assertTrue(
          raw.selection().describe().contains("averaged weights under ema were not wanted"),
          raw.selection().describe());
      assertEquals(157, checkpoint.names().size());
      assertEquals(checkpoint.names(), raw.names());
      // sigmas is a buffer, which has no average; numbers by torch: d["model"]["module." + name]
      // and d["ema"]["shadow_params"][0], [155]
      assertEquals(ElementType.FLOAT64, checkpoint.info("sigmas").type());
      assertEquals(50f, checkpoint.floats("sigmas")[0]);
      assertEquals(0f, raw.floats("all_modules.0.weight")[0]);
      assertEquals(0.09842214f, checkpoint.floats("all_modules.0.weight")[0]);
      String last = "all_modules.18.bias";
      assertEquals(0f, raw.floats(last)[0]);
      assertEquals(0.32288328f, checkpoint.floats(last)[0]);
    }
  }

  @Test
  void fingerprintOfTheFile() {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file("containers/zip.pt"))) {
      // sha256sum zip.pt
      assertEquals(
          "68595ee92b6261a303649934ae61d6d2b8dfcc3a3cba748f93ed5e8b9e663925", checkpoint.sha256());
    }
  }
}
