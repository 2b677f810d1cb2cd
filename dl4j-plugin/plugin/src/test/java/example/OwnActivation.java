package example;

import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.Activation;

/** A layer that is neither DL4J's nor this project's. */
public final class OwnActivation extends ActivationLayer {
  private static final long serialVersionUID = 1L;

  /** DL4J makes it from JSON. */
  public OwnActivation() {
    super(Activation.TANH);
  }
}
