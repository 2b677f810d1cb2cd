package org.purify4j.diffusion.engine.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;

/**
 * Makes the tangent kernel of a node. A linear operation does to tangents what it does to values,
 * so that its own kernel does it, bound to other arrays.
 */
final class TangentKernels {
  /** No linear kernel reads it. */
  private static final Conditioning NONE = new Conditioning(new double[0], new int[0]);

  private TangentKernels() {}

  static TangentKernel of(Op op, KernelContext context, DualNode node) {
    if (op instanceof Op.Silu) {
      return new SiluTangent(node);
    } else if (op instanceof Op.GroupNorm norm) {
      return NormTangent.of(norm, context, node);
    } else if (op instanceof Op.RmsNorm norm) {
      return NormTangent.of(norm, context, node);
    } else if (op instanceof Op.Attention attention) {
      return new AttentionTangent(attention, context, node);
    } else if (op instanceof Op.LinearAttention attention) {
      return new LinearAttentionTangent(attention, context, node);
    } else if (op instanceof Op.AddPerChannel) {
      return addPerChannel(node);
    } else if (op instanceof Op.Convolution convolution) {
      return linear(withoutBias(convolution), context, node);
    } else if (isLinear(op)) {
      return linear(op, context, node);
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one of feature maps");
  }

  private static boolean isLinear(Op op) {
    return op instanceof Op.Add
        || op instanceof Op.Concat
        || op instanceof Op.Upsample
        || op instanceof Op.Downsample
        || op instanceof Op.Blur
        || op instanceof Op.SpaceToDepth;
  }

  private static Op withoutBias(Op.Convolution op) {
    return new Op.Convolution(
        op.weight(), Optional.empty(), op.order(), op.kernel(), op.stride(), op.padding());
  }

  private static TangentKernel linear(Op op, KernelContext context, DualNode node) {
    Nd4jKernel kernel = Nd4jKernels.of(op, context.at(node.tangents(), node.tangent()));
    return new TangentKernel() {
      @Override
      public void forward() {
        kernel.forward(NONE);
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
        return kernel.backward(tangent, targets);
      }
    };
  }

  /** What is added does not depend on the image. */
  private static TangentKernel addPerChannel(DualNode node) {
    return new TangentKernel() {
      @Override
      public void forward() {
        node.tangent().assign(node.tangents()[0]);
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
        return () -> targets[0].assign(tangent);
      }
    };
  }
}
