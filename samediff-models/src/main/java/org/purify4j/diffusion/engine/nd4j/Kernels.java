package org.purify4j.diffusion.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Filter;

/** Chooses the kernel of a node; the one-liners among them stand here. */
final class Kernels {
  private Kernels() {}

  static Kernel of(Op op, Site site) {
    if (op instanceof Op.Convolution convolution) {
      return new ConvolutionKernel(convolution, site);
    } else if (op instanceof Op.GroupNorm norm) {
      return new GroupNormKernel(norm, site);
    } else if (op instanceof Op.RmsNorm norm) {
      return new RmsNormKernel(norm, site);
    } else if (op instanceof Op.Silu) {
      return new SiluKernel(site);
    } else if (op instanceof Op.Gelu) {
      return new GeluKernel(site);
    } else if (op instanceof Op.Attention attention) {
      return new AttentionKernel(attention, site);
    } else if (op instanceof Op.LinearAttention attention) {
      return new LinearAttentionKernel(attention, site);
    } else if (op instanceof Op.Add add) {
      return add.scale() == 1 ? add(site) : scaledAdd(add.scale(), site);
    } else if (op instanceof Op.AddPerChannel) {
      return addPerChannel(site);
    } else if (op instanceof Op.Concat) {
      return new ConcatKernel(site);
    } else if (op instanceof Op.Linear linear) {
      return linear(linear, site);
    } else if (op instanceof Op.TimeEmbedding embedding) {
      return TimeEmbeddingKernel.of(embedding, site);
    } else if (op instanceof Op.FourierEmbedding embedding) {
      return TimeEmbeddingKernel.of(embedding, site);
    } else if (op instanceof Op.ClassEmbedding embedding) {
      return new ClassEmbeddingKernel(embedding, site);
    }
    return ofResampling(op, site);
  }

  private static Kernel ofResampling(Op op, Site site) {
    if (op instanceof Op.Upsample up) {
      return up.filter() == Filter.FIR
          ? new FirKernel(FirFilter.UPSAMPLE, site)
          : simple(
              Resample.enlarge(site, site.input(0), site.output()),
              (gradient, target) -> Resample.sum(site, gradient, target));
    } else if (op instanceof Op.Downsample down) {
      return down.filter() == Filter.FIR
          ? new FirKernel(FirFilter.DOWNSAMPLE, site)
          : simple(
              Resample.mean(site, site.input(0), site.output()),
              (gradient, target) -> Resample.enlargeQuarter(site, gradient, target));
    } else if (op instanceof Op.Blur) {
      return new FirKernel(FirFilter.BLUR, site);
    } else if (op instanceof Op.SpaceToDepth) {
      return new SpaceToDepthKernel(site);
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one this engine executes");
  }

  private interface SingleBackward {
    Runnable bind(INDArray gradient, INDArray target);
  }

  private static Kernel simple(Runnable forward, SingleBackward backward) {
    return new Kernel() {
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

  private static Kernel add(Site site) {
    NativeOp sum = site.pairwise("add", site.input(0), site.input(1), site.output());
    return new Kernel() {
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

  private static Kernel scaledAdd(double scale, Site site) {
    INDArray factor =
        site.arena().constant(Nd4j.valueArrayOf(new long[] {1}, scale, site.arena().type()));
    Runnable sum =
        Sequence.of(
            site.pairwise("add", site.input(0), site.input(1), site.output()),
            site.pairwise("multiply", site.output(), factor, site.output()));
    return new Kernel() {
      @Override
      public void forward(Conditioning conditioning) {
        sum.run();
      }

      @Override
      public Runnable backward(INDArray gradient, INDArray[] targets) {
        return Sequence.of(
            Arrays.stream(targets)
                .map(target -> site.pairwise("multiply", gradient, factor, target))
                .toArray(Runnable[]::new));
      }
    };
  }

  private static Kernel addPerChannel(Site site) {
    INDArray vector = site.input(1).reshape('c', site.input(1).size(0), -1, 1, 1);
    return simple(
        site.pairwise("add", site.input(0), vector, site.output()),
        (gradient, target) -> () -> target.assign(gradient));
  }

  private static Kernel linear(Op.Linear op, Site site) {
    long outputs = site.output().size(1);
    INDArray weights = site.weight(op.weight(), outputs, site.input(0).size(1));
    INDArray bias = site.weight(op.bias(), 1, outputs);
    Runnable forward =
        Sequence.of(
            site.matmul(site.input(0), Transposed.NO, weights, Transposed.YES, site.output()),
            site.pairwise("add", site.output(), bias, site.output()));
    return simple(
        forward,
        (gradient, target) -> {
          throw new IllegalStateException("linear: a vector that depends on the image");
        });
  }
}
