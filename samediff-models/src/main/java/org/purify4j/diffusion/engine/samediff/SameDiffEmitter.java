package org.purify4j.diffusion.engine.samediff;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Convolution.WeightOrder;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.network.Shape;

/**
 * Writes a network into a SameDiff graph, in operations that SameDiff can differentiate: the
 * definition of what every other engine must compute. The batch is free. Parameters are constants
 * under their checkpoint names.
 */
public final class SameDiffEmitter {
  private final EmitterScope scope;
  private final SameDiff graph;
  private final Network network;
  private final SDVariable[] values;

  private SameDiffEmitter(EmitterScope scope, Network network) {
    this.scope = scope;
    this.graph = scope.graph();
    this.network = network;
    this.values = new SDVariable[network.nodes().size()];
  }

  /**
   * Adds the network to a graph.
   *
   * @param graph the graph to write into
   * @param network the network at its image size
   * @param weights every parameter
   * @param inputs the variables it reads; {@code image} {@code [b, c, h, w]}, {@code time} {@code
   *     [b]}, {@code classes} {@code [b]} integers for a class-conditional network
   * @param type float32, or float64 for checks
   * @return the output {@code [b, o, h, w]}
   */
  public static SDVariable emit(
      SameDiff graph,
      Network network,
      Map<String, INDArray> weights,
      Map<String, SDVariable> inputs,
      DataType type) {
    SameDiffEmitter emitter = new SameDiffEmitter(new EmitterScope(graph, weights, type), network);
    for (Node node : network.nodes()) {
      emitter.values[node.id()] = emitter.emit(node, inputs);
    }
    return emitter.values[network.output().id()];
  }

  private SDVariable emit(Node node, Map<String, SDVariable> inputs) {
    Op op = node.op();
    if (op instanceof Op.Image) {
      return given(inputs, "image");
    } else if (op instanceof Op.TimeEmbedding embedding) {
      return timeEmbedding(embedding, given(inputs, "time"));
    } else if (op instanceof Op.FourierEmbedding embedding) {
      double[] values = scope.raw(embedding.frequencies()).toDoubleVector();
      return sinusoids(embedding.angular(values), embedding.halves(), given(inputs, "time"));
    } else if (op instanceof Op.ClassEmbedding embedding) {
      // not gather, whose gradient fails for a free batch
      int classes = (int) scope.raw(embedding.table()).size(0);
      SDVariable labels = given(inputs, "classes");
      SDVariable chosen = graph.oneHot(labels, classes, 1, 1.0, 0.0, scope.type());
      return graph.mmul(chosen, scope.weight(embedding.table()));
    } else if (op instanceof Op.Linear linear) {
      SDVariable weights = scope.weight(linear.weight());
      SDVariable product = graph.mmul(input(node, 0), weights, false, true, false);
      return product.add(scope.weight(linear.bias(), 1, node.shape().channels()));
    } else if (op instanceof Op.Convolution convolution) {
      return convolution(convolution, node);
    } else if (op instanceof Op.GroupNorm norm) {
      return groupNorm(norm, node);
    } else if (op instanceof Op.RmsNorm norm) {
      return rmsNorm(norm, node);
    } else if (op instanceof Op.Silu) {
      SDVariable x = input(node, 0);
      return x.mul(graph.nn().sigmoid(x));
    } else if (op instanceof Op.Gelu) {
      SDVariable x = input(node, 0);
      return x.mul(graph.math().erf(x.mul(Math.sqrt(0.5))).add(1.0)).mul(0.5);
    } else if (op instanceof Op.Attention attention) {
      SDVariable[] parts = node.inputs().stream().map(id -> values[id]).toArray(SDVariable[]::new);
      return new AttentionEmitter(scope, attention.heads(), node.shape()).full(attention, parts);
    } else if (op instanceof Op.LinearAttention attention) {
      return new AttentionEmitter(scope, attention.heads(), node.shape())
          .linear(attention, input(node, 0));
    } else if (op instanceof Op.Add add) {
      return input(node, 0).add(input(node, 1)).mul(add.scale());
    } else if (op instanceof Op.AddPerChannel) {
      return input(node, 0).add(perChannel(input(node, 1), node));
    } else if (op instanceof Op.Concat) {
      return graph.concat(1, input(node, 0), input(node, 1));
    }
    return resample(op, node);
  }

  private SDVariable resample(Op op, Node node) {
    SDVariable x = input(node, 0);
    ResamplingEmitter emitter = new ResamplingEmitter(scope, inputShape(node), node.shape());
    if (op instanceof Op.Upsample up) {
      return emitter.upsample(up, x);
    } else if (op instanceof Op.Downsample down) {
      return emitter.downsample(down, x);
    } else if (op instanceof Op.Blur) {
      return emitter.filtered(FirFilter.BLUR, x);
    } else if (op instanceof Op.SpaceToDepth) {
      return emitter.spaceToDepth(x);
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one SameDiff can emit");
  }

  private static SDVariable given(Map<String, SDVariable> inputs, String name) {
    SDVariable variable = inputs.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "inputs: got " + inputs.keySet() + ", must have " + name + " for this network");
    }
    return variable;
  }

  private SDVariable input(Node node, int index) {
    return values[node.inputs().get(index)];
  }

  private Shape inputShape(Node node) {
    return network.nodes().get(node.inputs().get(0)).shape();
  }

  private SDVariable perChannel(SDVariable vector, Node node) {
    return graph.reshape(vector, -1, node.shape().channels(), 1, 1);
  }

  private SDVariable timeEmbedding(Op.TimeEmbedding op, SDVariable time) {
    SDVariable halves = sinusoids(op.frequencies(), op.halves(), time);
    if (op.dim() % 2 == 0) {
      return halves;
    }
    return graph.concat(1, halves, graph.reshape(time, -1, 1).mul(0.0));
  }

  private SDVariable sinusoids(double[] frequencies, Halves order, SDVariable time) {
    SDVariable row =
        scope.constant(Nd4j.createFromArray(frequencies).reshape(1, frequencies.length));
    SDVariable angles = graph.reshape(time, -1, 1).mul(row);
    SDVariable cosine = graph.math().cos(angles);
    SDVariable sine = graph.math().sin(angles);
    return order == Halves.COS_SIN ? graph.concat(1, cosine, sine) : graph.concat(1, sine, cosine);
  }

  private SDVariable convolution(Op.Convolution op, Node node) {
    INDArray array = scope.raw(op.weight());
    INDArray outputsFirst = op.order() == WeightOrder.IN_OUT ? array.permute(1, 0).dup('c') : array;
    long inputs = inputShape(node).channels();
    INDArray square =
        outputsFirst.reshape('c', node.shape().channels(), inputs, op.kernel(), op.kernel());
    // conv2d_bp refuses every other layout
    SDVariable kernel = scope.constant(op.weight(), square.permute(2, 3, 1, 0));
    int after = zerosAfter(op, node);
    boolean alike = after <= op.padding();
    SDVariable x = alike ? input(node, 0) : padded(input(node, 0), op.padding(), after);
    int around = alike ? op.padding() : 0;
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(op.kernel())
            .kW(op.kernel())
            .sH(op.stride())
            .sW(op.stride())
            .pH(around)
            .pW(around)
            .paddingMode(PaddingMode.VALID)
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return op.bias()
        .map(bias -> graph.cnn().conv2d(x, kernel, scope.weight(bias), config))
        .orElseGet(() -> graph.cnn().conv2d(x, kernel, config));
  }

  /** Zeros after the last row, and column, that the output's size asks for. */
  private int zerosAfter(Op.Convolution op, Node node) {
    int last = (node.shape().height() - 1) * op.stride() + op.kernel() - op.padding();
    return last - inputShape(node).height();
  }

  private SDVariable padded(SDVariable x, int before, int after) {
    int[][] zeros = {{0, 0}, {0, 0}, {before, after}, {before, after}};
    return graph.nn().pad(x, graph.constant(Nd4j.createFromArray(zeros)), 0);
  }

  private SDVariable rmsNorm(Op.RmsNorm op, Node node) {
    SDVariable x = input(node, 0);
    long channels = node.shape().channels();
    SDVariable sums = graph.sum(graph.math().square(x), true, 1);
    double smallest = Op.RmsNorm.EPSILON * Op.RmsNorm.EPSILON;
    SDVariable normal =
        x.mul(graph.math().rsqrt(graph.math().max(sums, scope.constant(Nd4j.scalar(smallest)))));
    SDVariable gain = scope.weight(op.gain(), 1, channels, 1, 1);
    return timed(normal.mul(gain).mul(Math.sqrt(channels)), node);
  }

  private SDVariable groupNorm(Op.GroupNorm op, Node node) {
    long channels = node.shape().channels();
    long perGroup = node.shape().elements() / op.groups();
    SDVariable x = graph.reshape(input(node, 0), -1, op.groups(), perGroup);
    SDVariable centred = x.sub(graph.mean(x, true, 2));
    SDVariable variance = graph.mean(graph.math().square(centred), true, 2);
    SDVariable normal = centred.mul(graph.math().rsqrt(variance.add(op.epsilon())));
    SDVariable map =
        graph.reshape(normal, -1, channels, node.shape().height(), node.shape().width());
    SDVariable affine =
        map.mul(scope.weight(op.weight(), 1, channels, 1, 1))
            .add(scope.weight(op.bias(), 1, channels, 1, 1));
    return timed(affine, node);
  }

  /** Scale and shift from the time, if it is an input. */
  private SDVariable timed(SDVariable normal, Node node) {
    if (node.inputs().size() == 1) {
      return normal;
    }
    SDVariable[] halves = graph.split(input(node, 1), 2, 1);
    return normal.mul(perChannel(halves[0], node).add(1.0)).add(perChannel(halves[1], node));
  }
}
