package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * The intermediate level attack with the projection loss (Huang et al., "Enhancing adversarial
 * example transferability with an intermediate level attack", 2019, ILAP): images x' of MI-FGSM are
 * made to fool other networks more, by going on from the image x to x'' for which
 *
 * <pre>(F(x'') − F(x)) · (F(x') − F(x))</pre>
 *
 * <p>is largest, with F the activations of an inner layer. On the network attacked itself it is no
 * stronger than MI-FGSM. It needs a target that shows its inner layers, which a bare DL4J network
 * does.
 *
 * @param guide makes x'
 * @param layer name of the layer; empty for the middle one in the order of execution
 * @param stepSize length of a step in the norm of the guide's budget, in pixel units, above 0
 * @param steps number of steps after those of the guide, at least 1
 */
public record Ila(MiFgsm guide, Optional<String> layer, double stepSize, int steps)
    implements Attack {
  /** Steps of the paper, after as many of the guide. */
  public static final int DEFAULT_STEPS = 10;

  private static final String NAME = "ila";

  static final AttackKind KIND =
      new AttackKind(
          NAME,
          NAME + "[:LAYER]",
          "the change that MI-FGSM makes to an inner layer, by default the middle one, made larger;"
              + " blind only",
          Ila::of);

  public Ila {
    Bound.STEP_SIZE.require(stepSize);
    Bound.STEPS.require(steps);
  }

  private static Ila of(String layer, AttackSettings settings) {
    return of(layer.isEmpty() ? Optional.empty() : Optional.of(layer), settings);
  }

  /**
   * The paper's attack: {@value #DEFAULT_STEPS} steps after as many of MI-FGSM, each of a tenth of
   * the budget, unless the settings say otherwise.
   *
   * @param layer name of the layer; empty for the middle one
   */
  public static Ila of(Optional<String> layer, AttackSettings settings) {
    settings.requireUntargeted(KIND);
    MiFgsm guide = MiFgsm.of(new CrossEntropyLoss(), settings);
    return new Ila(guide, layer, guide.stepSize(), settings.steps().orElse(DEFAULT_STEPS));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the target shows no inner layers, or none of this name
   */
  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    List<String> names = target.innerLayers();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "target: got one that shows no inner layers, must be a bare network for " + NAME);
    }
    String name = layer.orElse(names.get(names.size() / 2));
    try (LayerActivations inner = target.innerLayer(name)) {
      return new AttackBatches(guide.batchSize(), images, labels, draw)
          .map(
              batch ->
                  project(
                      inner,
                      batch.images(),
                      guide.attack(target, batch.images(), batch.labels(), batch.draw())));
    }
  }

  private AttackedImages project(LayerActivations inner, INDArray images, AttackedImages guided) {
    double[][] originals = PixelRows.read(images);
    double[][] points = PixelRows.read(guided.images());
    PixelRows pixels = PixelRows.of(images);
    INDArray direction = activations(inner, guided.images()).subi(activations(inner, images));
    int[] zeroGradients = guided.zeroGradients().clone();
    Budget budget = guide.budget();
    PixelGeometry geometry = budget.norm().geometry();
    for (int step = 0; step < steps; step++) {
      double[][] gradients;
      try (Tape tape = inner.record(pixels.images(points))) {
        gradients = PixelRows.read(tape.gradient(direction));
      }
      for (int i = 0; i < points.length; i++) {
        zeroGradients[i] += isZero(gradients[i]) ? 1 : 0;
        geometry.ascend(points[i], gradients[i], stepSize, points[i]);
        geometry.project(points[i], originals[i], budget.epsilon());
        pixels.settle(points[i], originals[i]);
      }
    }
    return new AttackedImages(pixels.images(points), zeroGradients);
  }

  private static INDArray activations(LayerActivations inner, INDArray images) {
    try (Tape tape = inner.record(images)) {
      return tape.output().dup('c');
    }
  }

  private static boolean isZero(double[] gradient) {
    return new LossReply(0, 0, false, gradient).withoutDirection();
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    guide.budget().addTo(settings);
    return settings
        .put("layer", layer.orElse("middle"))
        .put("stepSize", stepSize)
        .put("steps", steps);
  }
}
