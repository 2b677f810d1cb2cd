package org.purify4j.diffusion.engine;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.net.Node;
import org.purify4j.diffusion.net.Op;

/**
 * Writes a network into a SameDiff graph, in operations that SameDiff can differentiate: the
 * definition of what every other engine must compute. The batch is free. Parameters are constants
 * under their checkpoint names.
 */
public final class SameDiffEmitter {
  private final SameDiff graph;
  private final Map<String, INDArray> weights;
  private final DataType type;
  private final SDVariable[] values;

  private SameDiffEmitter(
      SameDiff graph, Network network, Map<String, INDArray> weights, DataType type) {
    this.graph = graph;
    this.weights = weights;
    this.type = type;
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
    SameDiffEmitter emitter = new SameDiffEmitter(graph, network, weights, type);
    for (Node node : network.nodes()) {
      emitter.values[node.id()] = emitter.emit(node, inputs);
    }
    return emitter.values[network.output().id()];
  }

  private SDVariable emit(Node node, Map<String, SDVariable> inputs) {
    Op op = node.op();
    if (op instanceof Op.Image) {
      return inputs.get("image");
    } else if (op instanceof Op.TimeEmbedding embedding) {
      return timeEmbedding(embedding, inputs.get("time"));
    } else if (op instanceof Op.ClassEmbedding embedding) {
      // not gather, whose gradient fails for a free batch
      long classes = weights.get(embedding.table()).size(0);
      SDVariable chosen = graph.oneHot(inputs.get("classes"), (int) classes, 1, 1.0, 0.0, type);
      return graph.mmul(chosen, weight(embedding.table()));
    } else if (op instanceof Op.Linear linear) {
      SDVariable product = graph.mmul(input(node, 0), weight(linear.weight()), false, true, false);
      return product.add(weight(linear.bias(), 1, node.shape().channels()));
    } else if (op instanceof Op.Convolution convolution) {
      return convolution(convolution, input(node, 0), node);
    } else if (op instanceof Op.GroupNorm norm) {
      return groupNorm(norm, node);
    } else if (op instanceof Op.Silu) {
      SDVariable x = input(node, 0);
      return x.mul(graph.nn().sigmoid(x));
    } else if (op instanceof Op.Attention attention) {
      return attention(attention, input(node, 0), node);
    } else if (op instanceof Op.Add) {
      return input(node, 0).add(input(node, 1));
    } else if (op instanceof Op.AddPerChannel) {
      return input(node, 0).add(perChannel(input(node, 1), node));
    } else if (op instanceof Op.Upsample) {
      return graph.cnn().upsampling2d(input(node, 0), 2, 2, true);
    } else if (op instanceof Op.AveragePool) {
      return graph.cnn().avgPooling2d(input(node, 0), halving());
    } else if (op instanceof Op.Concat) {
      return graph.concat(1, input(node, 0), input(node, 1));
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one SameDiff can emit");
  }

  private SDVariable input(Node node, int index) {
    return values[node.inputs().get(index)];
  }

  private SDVariable weight(String name) {
    return constant(name, weights.get(name));
  }

  private SDVariable weight(String name, long... shape) {
    return constant(name, weights.get(name).reshape('c', shape));
  }

  private SDVariable constant(String name, INDArray array) {
    return graph.constant(name, array.castTo(type).dup('c'));
  }

  private SDVariable perChannel(SDVariable vector, Node node) {
    return graph.reshape(vector, -1, node.shape().channels(), 1, 1);
  }

  private SDVariable timeEmbedding(Op.TimeEmbedding op, SDVariable time) {
    double[] frequencies = op.frequencies();
    SDVariable row =
        graph.constant(
            Nd4j.createFromArray(frequencies).reshape(1, frequencies.length).castTo(type));
    SDVariable angles = graph.reshape(time, -1, 1).mul(row);
    SDVariable cosine = graph.math().cos(angles);
    SDVariable sine = graph.math().sin(angles);
    SDVariable halves =
        op.halves() == Op.TimeEmbedding.Halves.COS_SIN
            ? graph.concat(1, cosine, sine)
            : graph.concat(1, sine, cosine);
    if (op.dim() % 2 == 0) {
      return halves;
    }
    return graph.concat(1, halves, graph.reshape(time, -1, 1).mul(0.0));
  }

  private SDVariable convolution(Op.Convolution op, SDVariable x, Node node) {
    INDArray array = weights.get(op.weight());
    INDArray outputsFirst =
        array.reshape('c', array.size(0), array.size(1), op.kernel(), op.kernel());
    // conv2d_bp refuses every other layout
    SDVariable kernel = constant(op.weight(), outputsFirst.permute(2, 3, 1, 0));
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(op.kernel())
            .kW(op.kernel())
            .sH(op.stride())
            .sW(op.stride())
            .pH(op.padding())
            .pW(op.padding())
            .paddingMode(PaddingMode.VALID)
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return graph.cnn().conv2d(x, kernel, weight(op.bias()), config);
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
        map.mul(weight(op.weight(), 1, channels, 1, 1)).add(weight(op.bias(), 1, channels, 1, 1));
    if (node.inputs().size() == 1) {
      return affine;
    }
    SDVariable[] halves = graph.split(input(node, 1), 2, 1);
    return affine.mul(perChannel(halves[0], node).add(1.0)).add(perChannel(halves[1], node));
  }

  private SDVariable attention(Op.Attention op, SDVariable qkv, Node node) {
    long channels = node.shape().channels();
    long depth = channels / op.heads();
    long pixels = (long) node.shape().height() * node.shape().width();
    boolean headsFirst = op.layout() == Op.Attention.Layout.HEADS_FIRST;
    SDVariable blocks = graph.reshape(qkv, -1, 3, headsFirst ? depth * pixels : channels * pixels);
    SDVariable[] parts = graph.split(blocks, 3, 1);
    SDVariable queries = graph.reshape(parts[0], -1, depth, pixels).mul(1 / Math.sqrt(depth));
    SDVariable keys = graph.reshape(parts[1], -1, depth, pixels);
    SDVariable values = graph.reshape(parts[2], -1, depth, pixels);
    SDVariable scores = graph.mmul(graph.permute(queries, 0, 2, 1), keys);
    SDVariable attention = graph.nn().softmax(scores, 2);
    SDVariable attended = graph.mmul(values, graph.permute(attention, 0, 2, 1));
    return graph.reshape(attended, -1, channels, node.shape().height(), node.shape().width());
  }

  private static Pooling2DConfig halving() {
    return Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).paddingMode(PaddingMode.VALID).build();
  }
}
