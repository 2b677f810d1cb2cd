package org.purify4j.diffusion.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Filter;

/** Makes the kernel of a node; the shortest kernels are written here. */
final class Nd4jKernels {
  private Nd4jKernels() {}

  static Nd4jKernel of(Op op, KernelContext context) {
    if (op instanceof Op.Convolution convolution) {
      return new ConvolutionKernel(convolution, context);
    } else if (op instanceof Op.GroupNorm norm) {
      return new GroupNormKernel(norm, context);
    } else if (op instanceof Op.RmsNorm norm) {
      return new RmsNormKernel(norm, context);
    } else if (op instanceof Op.Silu) {
      return new SiluKernel(context);
    } else if (op instanceof Op.Gelu) {
      return new GeluKernel(context);
    } else if (op instanceof Op.Attention attention) {
      return new AttentionKernel(attention, context);
    } else if (op instanceof Op.LinearAttention attention) {
      return new LinearAttentionKernel(attention, context);
    } else if (op instanceof Op.Add add) {
      return add.scale() == 1 ? add(context) : scaledAdd(add.scale(), context);
    } else if (op instanceof Op.AddPerChannel) {
      return addPerChannel(context);
    } else if (op instanceof Op.Concat) {
      return new ConcatKernel(context);
    } else if (op instanceof Op.Linear linear) {
      return linear(linear, context);
    } else if (op instanceof Op.TimeEmbedding embedding) {
      return TimeEmbeddingKernel.of(embedding, context);
    } else if (op instanceof Op.FourierEmbedding embedding) {
      return TimeEmbeddingKernel.of(embedding, context);
    } else if (op instanceof Op.ClassEmbedding embedding) {
      return new ClassEmbeddingKernel(embedding, context);
    }
    return ofResampling(op, context);
  }

  private static Nd4jKernel ofResampling(Op op, KernelContext context) {
    if (op instanceof Op.Upsample up) {
      return up.filter() == Filter.FIR
          ? new FirKernel(FirFilter.UPSAMPLE, context)
          : simple(
              ResamplingProducts.enlarge(context, context.input(0), context.output()),
              (gradient, target) -> ResamplingProducts.sum(context, gradient, target));
    } else if (op instanceof Op.Downsample down) {
      return down.filter() == Filter.FIR
          ? new FirKernel(FirFilter.DOWNSAMPLE, context)
          : simple(
              ResamplingProducts.mean(context, context.input(0), context.output()),
              (gradient, target) -> ResamplingProducts.enlargeQuarter(context, gradient, target));
    } else if (op instanceof Op.Blur) {
      return new FirKernel(FirFilter.BLUR, context);
    } else if (op instanceof Op.SpaceToDepth) {
      return new SpaceToDepthKernel(context);
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one this engine executes");
  }

  private interface SingleBackward {
    Runnable bind(INDArray gradient, INDArray target);
  }

  private static Nd4jKernel simple(Runnable forward, SingleBackward backward) {
    return new Nd4jKernel() {
      @Override
      public void forward(Conditioning conditioning) {
        forward.run();
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray[] targets) {
        return backward.bind(gradient, targets[0]);
      }
    };
  }

  private static Nd4jKernel add(KernelContext context) {
    NativeOp sum = context.pairwise("add", context.input(0), context.input(1), context.output());
    return new Nd4jKernel() {
      @Override
      public void forward(Conditioning conditioning) {
        sum.run();
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray[] targets) {
        return () -> {
          for (INDArray target : targets) {
            target.assign(gradient);
          }
        };
      }
    };
  }

  private static Nd4jKernel scaledAdd(double scale, KernelContext context) {
    INDArray factor =
        context.arena().constant(Nd4j.valueArrayOf(new long[] {1}, scale, context.arena().type()));
    Runnable sum =
        Sequence.of(
            context.pairwise("add", context.input(0), context.input(1), context.output()),
            context.pairwise("multiply", context.output(), factor, context.output()));
    return new Nd4jKernel() {
      @Override
      public void forward(Conditioning conditioning) {
        sum.run();
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray[] targets) {
        return Sequence.of(
            Arrays.stream(targets)
                .map(target -> context.pairwise("multiply", gradient, factor, target))
                .toArray(Runnable[]::new));
      }
    };
  }

  private static Nd4jKernel addPerChannel(KernelContext context) {
    INDArray vector = context.input(1).reshape('c', context.input(1).size(0), -1, 1, 1);
    return simple(
        context.pairwise("add", context.input(0), vector, context.output()),
        (gradient, target) -> () -> target.assign(gradient));
  }

  private static Nd4jKernel linear(Op.Linear op, KernelContext context) {
    long outputs = context.output().size(1);
    INDArray weights = context.weight(op.weight(), outputs, context.input(0).size(1));
    INDArray bias = context.weight(op.bias(), 1, outputs);
    Runnable forward =
        Sequence.of(
            context.matmul(
                context.input(0), Transposed.NO, weights, Transposed.YES, context.output()),
            context.pairwise("add", context.output(), bias, context.output()));
    return simple(
        forward,
        (gradient, target) -> {
          throw new IllegalStateException("linear: a vector that depends on the image");
        });
  }
}
