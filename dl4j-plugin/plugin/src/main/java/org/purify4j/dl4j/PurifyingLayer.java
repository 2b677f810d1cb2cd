package org.purify4j.dl4j;

import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.victim.Dl4jVictim;

/**
 * The runtime layer of a {@link PurificationLayer}: purifies in the forward pass, passes the
 * gradient through unchanged.
 */
final class PurifyingLayer extends AbstractLayer<PurificationLayer> {
  private static final long serialVersionUID = 1L;

  private final transient PurifierSlot slot;
  private transient Supplier<Classifier> victim =
      () -> {
        throw new IllegalStateException(
            "purification layer: got no victim, must be bound to its network (call"
                + " PurifiedNetwork.bind after restoring this network, or better, convert it by"
                + " PurifiedNetwork.toGraph)");
      };

  PurifyingLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    slot = new PurifierSlot("purification layer", layerConf().encoding(), () -> victim.get());
  }

  /** Binds the layer to the network whose first layer it is. */
  void bind(MultiLayerNetwork network) {
    victim = () -> Dl4jVictim.withoutFirstLayer(network, layerConf().encoding());
  }

  /** Sets another purifier from the next use on. */
  void set(PurifierReference purifier) {
    conf().setLayer(layerConf().with(purifier));
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return workspaces.dup(ArrayType.ACTIVATIONS, slot.purify(layerConf().purifier(), input), 'c');
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    return new Pair<>(new DefaultGradient(), workspaces.dup(ArrayType.ACTIVATION_GRAD, epsilon));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // There are no weights.
  }

  @Override
  public void close() {
    slot.close();
  }
}
