package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.attack.AttackedImages;
import org.purify4j.attack.Norm;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.evaluate.PredictedClasses;

/**
 * What attacks do to a defence, judged by fresh draws after the images are made.
 *
 * @param bare attacked by who does not know the defence
 * @param defence attacked by who does, and judged
 * @param draws over which it is judged, one if it has no noise
 * @param batch images worked on at once
 */
record AttackMeasurement(Undefended bare, Defence defence, int draws, int batch) {
  private static final double NANOS = 1e9;
  private static final int LEVELS = 255;

  /**
   * Answers to some images.
   *
   * @param right in how many of the draws each was classified rightly
   * @param classes that the first draw gave
   * @param draws how many there were
   */
  record Answers(int[] right, int[] classes, int draws) {
    double accuracy() {
      return Arrays.stream(right).sum() / (double) (right.length * draws);
    }

    /** How many images the first draw took for another class. */
    long wrong(int[] labels) {
      long wrong = 0;
      for (int i = 0; i < labels.length; i++) {
        wrong += classes[i] == labels[i] ? 0 : 1;
      }
      return wrong;
    }
  }

  /**
   * What one attack did.
   *
   * @param images {@code [n, c, h, w]}
   * @param labels true classes
   * @param clean answers to the images as they were
   * @param adversarial answers to the adversarial images
   * @param rounded answers to them at 8 bits, as a PNG file holds them
   * @param distances of each image, in the norm of the attack; empty if it has none
   * @param zeroGradients images of which a gradient told no direction
   * @param queries images that the target was asked about
   * @param seconds that the attack took
   */
  record Result(
      INDArray images,
      int[] labels,
      Answers clean,
      Answers adversarial,
      Answers rounded,
      double[] distances,
      long zeroGradients,
      long queries,
      double seconds) {
    static final List<String> HEADER =
        List.of(
            "attack",
            "clean",
            "attacked",
            "attacked, 8 bits",
            "mean distance",
            "queries / image",
            "s / image");

    INDArray image(int index) {
      return Rows.of(images, index, index + 1).dup('c');
    }

    List<String> row(String name) {
      double n = labels.length;
      return List.of(
          name,
          share(clean.accuracy()),
          share(adversarial.accuracy()),
          share(rounded.accuracy()),
          meanDistance().isPresent()
              ? String.format(Locale.ROOT, "%.4g", meanDistance().getAsDouble())
              : "-",
          String.format(Locale.ROOT, "%.0f", queries / n),
          String.format(Locale.ROOT, "%.3g", seconds / n));
    }

    /** Over the images that were moved and are now wrong. */
    private OptionalDouble meanDistance() {
      List<Double> found = new ArrayList<>();
      for (int i = 0; i < distances.length; i++) {
        if (clean.classes()[i] == labels[i] && adversarial.classes()[i] != labels[i]) {
          found.add(distances[i]);
        }
      }
      return found.stream().mapToDouble(Double::doubleValue).average();
    }

    List<String> remarks(String name) {
      List<String> remarks = new ArrayList<>();
      long wrong = adversarial.wrong(labels);
      long still = 0;
      for (int i = 0; i < labels.length; i++) {
        still += adversarial.classes()[i] != labels[i] && rounded.classes()[i] != labels[i] ? 1 : 0;
      }
      remarks.add(
          name
              + ": "
              + wrong
              + " of "
              + labels.length
              + " images are misclassified"
              + (adversarial.draws() > 1 ? " in the first draw" : "")
              + "; as 8-bit PNG "
              + still
              + " of these "
              + wrong
              + " still are.");
      if (zeroGradients > 0) {
        remarks.add(
            name
                + ": the gradient was exactly 0 at some step for "
                + zeroGradients
                + " images, so the attack was weaker than its settings say.");
      }
      return remarks;
    }

    ObjectNode record(String name, Adversary adversary, LabelledImages data) {
      ObjectNode record = JsonFile.JSON.createObjectNode().put("name", name);
      record.set("settings", adversary.settings());
      record
          .put("accuracyClean", clean.accuracy())
          .put("accuracy", adversarial.accuracy())
          .put("accuracyPng", rounded.accuracy())
          .put("queries", queries)
          .put("seconds", seconds)
          .put("imagesWithZeroGradient", zeroGradients);
      ArrayNode perImage = record.putArray("perImage");
      for (int i = 0; i < labels.length; i++) {
        ObjectNode image =
            perImage
                .addObject()
                .put("id", data.ids()[i])
                .put("label", labels[i])
                .put("predictionClean", clean.classes()[i])
                .put("prediction", adversarial.classes()[i])
                .put("predictionPng", rounded.classes()[i])
                .put("right", adversarial.right()[i]);
        if (distances.length > 0) {
          image.put("distance", distances[i]);
        }
      }
      return record;
    }

    private static String share(double accuracy) {
      return String.format(Locale.ROOT, "%.3f", accuracy);
    }
  }

  /** Attacks images, and judges them. */
  Result of(String name, Adversary adversary, LabelledImages data, ProgressLine progress) {
    Defence attacked = adversary.gradient() == GradientMode.NONE ? bare : defence;
    List<INDArray> parts = new ArrayList<>();
    long zeros = 0;
    long queries = 0;
    long nanos = 0;
    for (int from = 0; from < data.size(); from += batch) {
      LabelledImages part = data.slice(from, Math.min(data.size(), from + batch));
      int done = from;
      AskedClassifier target =
          new AskedClassifier(attacked.target(), asked -> progress.show(done, data.size(), name));
      long start = System.nanoTime();
      AttackedImages found =
          adversary.attack().attack(target, part.images(), part.labels(), Draw.of(part.ids()));
      nanos += System.nanoTime() - start;
      queries += target.images();
      zeros += found.withZeroGradients();
      parts.add(found.images());
    }
    INDArray images = Nd4j.concat(0, parts.toArray(INDArray[]::new));
    INDArray rounded = Transforms.round(images.mul(LEVELS), false).divi(LEVELS);
    return new Result(
        images,
        data.labels(),
        answers(data.images(), data),
        answers(images, data),
        answers(rounded, data),
        distances(adversary, data.images(), images),
        zeros,
        queries,
        nanos / NANOS);
  }

  private Answers answers(INDArray images, LabelledImages data) {
    int judged = defence.randomness() == Defence.Randomness.RANDOMISED ? draws : 1;
    int[] right = new int[data.size()];
    int[] first = new int[data.size()];
    for (int from = 0; from < data.size(); from += batch) {
      int to = Math.min(data.size(), from + batch);
      INDArray part = Rows.of(images, from, to).dup('c');
      Draw draw = Draw.of(Arrays.copyOfRange(data.ids(), from, to));
      for (int d = 0; d < judged; d++) {
        int[] classes =
            PredictedClasses.of(defence.classifier().answer(part, draw.withIndex(d)).logits());
        for (int i = 0; i < classes.length; i++) {
          right[from + i] += classes[i] == data.labels()[from + i] ? 1 : 0;
          first[from + i] = d == 0 ? classes[i] : first[from + i];
        }
      }
    }
    return new Answers(right, first, judged);
  }

  private static double[] distances(Adversary adversary, INDArray before, INDArray after) {
    String name = adversary.settings().path("norm").asText();
    if (name.isEmpty()) {
      return new double[0];
    }
    Norm norm = Norm.valueOf(name.toUpperCase(Locale.ROOT));
    double[] distances = new double[(int) before.size(0)];
    for (int i = 0; i < distances.length; i++) {
      INDArray change = Rows.of(after, i, i + 1).sub(Rows.of(before, i, i + 1));
      distances[i] = norm.size(change);
    }
    return distances;
  }
}
