package org.purify4j.victim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A SameDiff graph as a {@link Classifier}.
 *
 * <p>The graph must be an inference graph: it is evaluated and differentiated as it is, so dropout
 * in it stays active. It is copied when the victim is created; the original is left unchanged, and
 * its later training has no effect.
 *
 * <p>Results have the data type of the images. Not thread-safe.
 */
public final class SameDiffVictim implements Classifier {
  private static final String COTANGENT = "purify4j_cotangent";
  private static final String LOSS = "purify4j_loss";

  private final SameDiff graph;
  private final String image;
  private final String logits;
  private final int classes;
  private final DataType type;

  private SameDiffVictim(SameDiff graph, String image, String logits, int classes) {
    this.graph = graph;
    this.image = image;
    this.logits = logits;
    this.classes = classes;
    this.type = graph.getVariable(image).dataType();
  }

  /**
   * Creates the classifier of a graph.
   *
   * @param graph its image {@code [n, c, h, w]} in [0, 1] is the only placeholder needed for the
   *     logits
   * @param image name of the image placeholder
   * @param logits name of the variable with the logits {@code [n, classes]}
   * @param classes number of classes, at least 2
   * @throws IllegalArgumentException if the graph has no variable of one of these names
   */
  public static SameDiffVictim of(SameDiff graph, String image, String logits, int classes) {
    if (!graph.hasVariable(image) || !graph.getVariable(image).isPlaceHolder()) {
      throw new IllegalArgumentException(
          "image: got " + image + ", must be a placeholder of " + graph.inputs());
    }
    if (!graph.hasVariable(logits)) {
      throw new IllegalArgumentException(
          "logits: got "
              + logits
              + ", must be a variable of the graph, such as "
              + graph.outputs());
    }
    if (classes < 2) {
      throw new IllegalArgumentException("classes: got " + classes + ", must be at least 2");
    }
    SameDiff copy = graph.dup();
    SDVariable output = copy.getVariable(logits);
    SDVariable cotangent = copy.placeHolder(COTANGENT, output.dataType(), -1, classes);
    output.mul(cotangent).sum(LOSS);
    copy.setLossVariables(LOSS);
    copy.createGradFunction(image);
    return new SameDiffVictim(copy, image, logits, classes);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public INDArray logits(INDArray images) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray result = graph.outputSingle(Map.of(image, images.castTo(type)), logits);
      if (result.rank() != 2 || result.size(1) != classes) {
        throw new IllegalArgumentException(
            "logits "
                + logits
                + ": got shape "
                + Arrays.toString(result.shape())
                + ", must be [n, "
                + classes
                + "]");
      }
      return owned(result, images.dataType());
    }
  }

  /**
   * {@inheritDoc} SameDiff keeps nothing of a forward pass, so each gradient repeats the forward
   * pass before its backward pass.
   */
  @Override
  public Tape record(INDArray images) {
    return Tape.of(logits(images), cotangent -> gradient(images, cotangent));
  }

  @SuppressWarnings("try") // the scope is left by closing it
  private INDArray gradient(INDArray images, INDArray cotangent) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Map<String, INDArray> values =
          Map.of(
              image,
              images.castTo(type),
              COTANGENT,
              cotangent.castTo(graph.getVariable(COTANGENT).dataType()));
      INDArray gradient = graph.calculateGradients(values, List.of(image)).get(image);
      return owned(
          Objects.requireNonNull(gradient, "gradient: SameDiff has given none"), images.dataType());
    }
  }

  private static INDArray owned(INDArray array, DataType type) {
    INDArray typed = array.castTo(type);
    return typed == array ? array.dup('c') : typed;
  }

  /** Releases the copy's sessions. */
  @Override
  public void close() {
    graph.getSessions().clear();
  }
}
