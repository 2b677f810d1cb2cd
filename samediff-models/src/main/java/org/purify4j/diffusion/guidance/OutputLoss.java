package org.purify4j.diffusion.guidance;

import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.classifier.Softmax;

/**
 * The loss ℓ that measures how far the victim's output f is from the reference output r, a function
 * of one image's logits.
 */
public enum OutputLoss implements Textual {
  /** The Kullback-Leibler divergence KL(r ‖ softmax f), r being probabilities. */
  KL("kl") {
    @Override
    double energy(double[] logits, ReferenceRow reference) {
      double[] logP = Softmax.logOf(logits);
      double sum = 0;
      for (int c = 0; c < logP.length; c++) {
        double r = reference.probabilities()[c];
        if (r > 0) {
          sum += r * (Math.log(r) - logP[c]);
        }
      }
      return sum;
    }

    @Override
    double[] gradient(double[] logits, ReferenceRow reference) {
      double[] result = Softmax.of(logits);
      for (int c = 0; c < result.length; c++) {
        result[c] -= reference.probabilities()[c];
      }
      return result;
    }

    @Override
    double[] gradientTangent(double[] logits, ReferenceRow reference, double[] logitChange) {
      return Softmax.pullback(Softmax.of(logits), logitChange);
    }

    @Override
    ReferenceRow mixedDerivative(double[] logitChange) {
      return new ReferenceRow(new double[logitChange.length], scaled(logitChange, -1));
    }
  },
  /** The cross-entropy: −log of the softmax of f at the class that r ranks first. */
  CROSS_ENTROPY("ce") {
    @Override
    double energy(double[] logits, ReferenceRow reference) {
      return -Softmax.logOf(logits)[reference.label()];
    }

    @Override
    double[] gradient(double[] logits, ReferenceRow reference) {
      double[] result = Softmax.of(logits);
      result[reference.label()] -= 1;
      return result;
    }

    @Override
    double[] gradientTangent(double[] logits, ReferenceRow reference, double[] logitChange) {
      return Softmax.pullback(Softmax.of(logits), logitChange);
    }

    @Override
    ReferenceRow mixedDerivative(double[] logitChange) {
      return ReferenceRow.zero(logitChange.length);
    }
  },
  /** The squared distance ‖f − r‖², r being logits. */
  LOGIT_DISTANCE("logits") {
    @Override
    double energy(double[] logits, ReferenceRow reference) {
      double sum = 0;
      for (int c = 0; c < logits.length; c++) {
        double difference = logits[c] - reference.logits()[c];
        sum += difference * difference;
      }
      return sum;
    }

    @Override
    double[] gradient(double[] logits, ReferenceRow reference) {
      double[] result = new double[logits.length];
      for (int c = 0; c < result.length; c++) {
        result[c] = 2 * (logits[c] - reference.logits()[c]);
      }
      return result;
    }

    @Override
    double[] gradientTangent(double[] logits, ReferenceRow reference, double[] logitChange) {
      return scaled(logitChange, 2);
    }

    @Override
    ReferenceRow mixedDerivative(double[] logitChange) {
      return new ReferenceRow(scaled(logitChange, -2), new double[logitChange.length]);
    }
  },
  /** The entropy of softmax f, which pulls the victim towards a confident answer; r is ignored. */
  CONFIDENCE("confidence") {
    @Override
    double energy(double[] logits, ReferenceRow reference) {
      double entropy = 0;
      for (double logP : Softmax.logOf(logits)) {
        entropy -= Math.exp(logP) * logP;
      }
      return entropy;
    }

    @Override
    double[] gradient(double[] logits, ReferenceRow reference) {
      double[] ofProbabilities = Softmax.logOf(logits);
      for (int c = 0; c < ofProbabilities.length; c++) {
        ofProbabilities[c] = -ofProbabilities[c];
      }
      return Softmax.pullback(Softmax.of(logits), ofProbabilities);
    }

    /** Of −p_c·(log p_c + H), H the entropy: its own tangent is −⟨log p, ṗ⟩. */
    @Override
    double[] gradientTangent(double[] logits, ReferenceRow reference, double[] logitChange) {
      double[] p = Softmax.of(logits);
      double[] change = Softmax.pullback(p, logitChange);
      double[] logP = Softmax.logOf(logits);
      double entropy = 0;
      double entropyChange = 0;
      double meanChange = 0;
      for (int c = 0; c < p.length; c++) {
        entropy -= p[c] * logP[c];
        entropyChange -= change[c] * logP[c];
        meanChange += p[c] * logitChange[c];
      }
      for (int c = 0; c < p.length; c++) {
        double logChange = logitChange[c] - meanChange;
        change[c] = -change[c] * (logP[c] + entropy) - p[c] * (logChange + entropyChange);
      }
      return change;
    }

    @Override
    ReferenceRow mixedDerivative(double[] logitChange) {
      return ReferenceRow.zero(logitChange.length);
    }
  };

  private final String text;

  OutputLoss(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** Computes ℓ for one image. */
  abstract double energy(double[] logits, ReferenceRow reference);

  /** Computes dℓ/dlogits. */
  abstract double[] gradient(double[] logits, ReferenceRow reference);

  /**
   * Computes the derivative of dℓ/dlogits along a change of the logits.
   *
   * @param logitChange the direction in which the logits change
   */
  abstract double[] gradientTangent(double[] logits, ReferenceRow reference, double[] logitChange);

  /**
   * Computes the derivative of dℓ/dr along a change of the logits.
   *
   * @param logitChange the direction in which the logits change
   */
  abstract ReferenceRow mixedDerivative(double[] logitChange);

  private static double[] scaled(double[] values, double factor) {
    double[] result = new double[values.length];
    for (int c = 0; c < values.length; c++) {
      result[c] = factor * values[c];
    }
    return result;
  }
}
