package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class IlaTest {
  private static final Draw DRAW = Draw.of(1, 2, 3, 4);
  private static final int[] LABELS = {0, 1, 2, 3};
  private static final INDArray IMAGES =
      TestImages.uniform(2, 0.2, 0.8, DataType.DOUBLE, 4, 3, Networks.SIDE, Networks.SIDE);
  private static final AttackSettings SETTINGS =
      AttackSettings.of(new Budget(Norm.LINF, 0.05)).withSteps(5);

  /** (F(x'') − F(x)) · (F(x') − F(x)) of each image. */
  private static double[] projections(
      LayerActivations layer, INDArray images, INDArray guided, INDArray found) {
    INDArray origin = layer.record(images).output().dup();
    INDArray direction = layer.record(guided).output().dup().subi(origin);
    return layer.record(found).output().sub(origin).mul(direction).sum(1).data().asDouble();
  }

  @Test
  void theProjectionOnTheGuidesChangeGrowsInEveryLayer() {
    for (Classifier victim :
        List.of(
            Dl4jVictim.of(Networks.graph(DataType.DOUBLE)),
            Dl4jVictim.of(Networks.layers(DataType.DOUBLE)))) {
      NoisyClassifier target = NoisyClassifier.of(victim);
      assertTrue(target.innerLayers().size() > 2, "" + target.innerLayers());
      for (String name : target.innerLayers()) {
        Ila attack = Ila.of(Optional.of(name), SETTINGS);
        INDArray guided = attack.guide().perturb(target, IMAGES, LABELS, DRAW);
        INDArray found = attack.attack(target, IMAGES, LABELS, DRAW).images();
        try (LayerActivations layer = target.innerLayer(name)) {
          double[] before = projections(layer, IMAGES, guided, guided);
          double[] after = projections(layer, IMAGES, guided, found);
          double sumBefore = 0;
          double sumAfter = 0;
          for (int i = 0; i < 4; i++) {
            sumBefore += before[i];
            sumAfter += after[i];
          }
          assertTrue(sumAfter >= sumBefore, name + ": " + sumBefore + " -> " + sumAfter);
        }
      }
    }
  }

  /** The gradient of a layer's activations against central differences. */
  @Test
  void gradientsOfInnerLayersAreExact() {
    Dl4jVictim victim = Dl4jVictim.of(Networks.graph(DataType.DOUBLE));
    INDArray way = TestImages.uniform(6, -1, 1, DataType.DOUBLE, IMAGES.shape());
    double h = 1e-6;
    for (String name : victim.innerLayers()) {
      try (LayerActivations layer = victim.innerLayer(name)) {
        INDArray up = layer.record(IMAGES.add(way.mul(h))).output().dup();
        INDArray down = layer.record(IMAGES.sub(way.mul(h))).output().dup();
        INDArray cotangent = TestImages.uniform(7, -1, 1, DataType.DOUBLE, up.shape());
        double expected = up.sub(down).mul(cotangent).sumNumber().doubleValue() / (2 * h);
        try (Tape tape = layer.record(IMAGES)) {
          double actual = tape.gradient(cotangent).mul(way).sumNumber().doubleValue();
          assertEquals(expected, actual, 1e-4 * (1 + Math.abs(expected)), name);
        }
      }
    }
  }

  @Test
  void layersThatAreNotShownAreRefused() {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.DOUBLE)));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Ila.of(Optional.of("nowhere"), SETTINGS).attack(target, IMAGES, LABELS, DRAW))
            .getMessage();
    assertTrue(message.startsWith("layer: got nowhere, must be one of ["), message);
    assertEquals(
        "target: got one that shows no inner layers, must be a bare network for ila",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Ila.of(Optional.empty(), SETTINGS)
                        .attack(target.withNoiseOf(1), IMAGES, LABELS, DRAW))
            .getMessage());
  }
}
