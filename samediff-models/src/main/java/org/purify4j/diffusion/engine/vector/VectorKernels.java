package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Silu;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Filter;

/** Makes the kernel of a step; the shortest kernels are written here. */
final class VectorKernels {
  private VectorKernels() {}

  static VectorKernel of(
      Step step,
      FeatureMap[] inputs,
      FeatureMap y,
      float[] plus,
      IntFunction<ConditioningValue> conditioning,
      KernelResources resources) {
    Op op = step.op();
    FeatureMap x = inputs[0];
    WorkerThreads workers = resources.workers();
    if (op instanceof Op.Convolution convolution) {
      return new ConvolutionLayer(
          convolution, x, y, new ResidualSum(plus, step.scale()), resources);
    } else if (op instanceof Op.GroupNorm norm) {
      ConditioningValue scaleShift = step.inputs().size() == 1 ? null : conditioning.apply(1);
      return new GroupNorm(norm, step.activation(), x, y, scaleShift, resources);
    } else if (op instanceof Op.RmsNorm norm) {
      ConditioningValue scaleShift = step.inputs().size() == 1 ? null : conditioning.apply(1);
      return new RmsNorm(norm, step.activation(), x, y, scaleShift, resources);
    } else if (op instanceof Op.Attention attention) {
      return new Attention(HeadInputs.of(attention, inputs, resources), y, resources);
    } else if (op instanceof Op.LinearAttention attention) {
      return new LinearAttention(HeadInputs.of(attention, x, resources), y, resources);
    } else if (op instanceof Op.Silu) {
      return silu(x, y, workers);
    } else if (op instanceof Op.Add) {
      return sum(x, inputs[1], y, step.scale(), workers);
    } else if (op instanceof Op.AddPerChannel) {
      return new ChannelSum(x, conditioning.apply(1), y, workers);
    } else if (op instanceof Op.Concat) {
      return concat(x, inputs[1], y, workers);
    }
    return ofResampling(op, x, y, workers);
  }

  private static VectorKernel ofResampling(
      Op op, FeatureMap x, FeatureMap y, WorkerThreads workers) {
    if (op instanceof Op.Upsample up) {
      return up.filter() == Filter.FIR
          ? fir(FirFilter.UPSAMPLE, x, y, workers)
          : simple(
              () -> MapResampling.enlarge(workers, x, y, 1f),
              (gradient, target) -> MapResampling.sum(workers, gradient, target, 1f));
    } else if (op instanceof Op.Downsample down) {
      return down.filter() == Filter.FIR
          ? fir(FirFilter.DOWNSAMPLE, x, y, workers)
          : simple(
              () -> MapResampling.sum(workers, x, y, 0.25f),
              (gradient, target) -> MapResampling.enlarge(workers, gradient, target, 0.25f));
    } else if (op instanceof Op.Blur) {
      return fir(FirFilter.BLUR, x, y, workers);
    } else if (op instanceof Op.SpaceToDepth) {
      return simple(
          () -> Blocks.toDepth(workers, x, y),
          (gradient, target) -> Blocks.toSpace(workers, gradient, target));
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one this engine executes");
  }

  private static VectorKernel fir(
      FirFilter filter, FeatureMap x, FeatureMap y, WorkerThreads workers) {
    Fir forward = new Fir(filter, x, y);
    Fir backward = new Fir(filter.transposed(), y, x);
    return simple(
        () -> forward.run(workers, x, y),
        (gradient, target) -> backward.run(workers, gradient, target));
  }

  private interface SingleBackward {
    void run(FeatureMap gradient, FeatureMap target);
  }

  private static VectorKernel simple(Runnable forward, SingleBackward backward) {
    return new VectorKernel() {
      @Override
      public void forward() {
        forward.run();
      }

      @Override
      public Runnable backward(FeatureMap gradient, Target[] targets) {
        return () -> backward.run(gradient, targets[0].map());
      }
    };
  }

  private static VectorKernel silu(FeatureMap x, FeatureMap y, WorkerThreads workers) {
    int registers = x.length() / Lanes.COUNT;
    return new VectorKernel() {
      @Override
      public void forward() {
        workers.run(
            registers,
            (from, to, worker) ->
                Silu.apply(x.data(), y.data(), from * Lanes.COUNT, to * Lanes.COUNT));
      }

      @Override
      public boolean readsInputAgain() {
        return true;
      }

      @Override
      public Runnable backward(FeatureMap gradient, Target[] targets) {
        float[] target = targets[0].map().data();
        return () ->
            workers.run(
                registers,
                (from, to, worker) ->
                    Silu.gradient(
                        x.data(), gradient.data(), target, from * Lanes.COUNT, to * Lanes.COUNT));
      }
    };
  }

  /** The plan passes the gradient of a sum on by itself. */
  private static VectorKernel sum(
      FeatureMap a, FeatureMap b, FeatureMap y, float scale, WorkerThreads workers) {
    return passedOn(
        () ->
            workers.run(
                y.length(),
                (from, to, worker) -> {
                  add(a.data(), b.data(), y.data(), from, to);
                  if (scale != 1) {
                    scale(y.data(), scale, from, to);
                  }
                }));
  }

  /** {@code to = a + b}, element by element. */
  static void add(float[] a, float[] b, float[] to, int from, int end) {
    for (int i = from; i < end; i++) {
      to[i] = a[i] + b[i];
    }
  }

  /** Multiplies some of the elements. */
  static void scale(float[] values, float factor, int from, int end) {
    for (int i = from; i < end; i++) {
      values[i] *= factor;
    }
  }

  private static VectorKernel passedOn(Runnable forward) {
    return simple(
        forward,
        (gradient, target) -> {
          throw new IllegalStateException("sum: its gradient is its inputs' gradient");
        });
  }

  private static VectorKernel concat(
      FeatureMap a, FeatureMap b, FeatureMap y, WorkerThreads workers) {
    return new VectorKernel() {
      @Override
      public void forward() {
        workers.run(
            y.batch() * y.pixels(),
            (from, to, worker) -> {
              for (int pixel = from; pixel < to; pixel++) {
                int at = pixel * y.stride();
                System.arraycopy(a.data(), pixel * a.stride(), y.data(), at, a.channels());
                at += a.channels();
                System.arraycopy(b.data(), pixel * b.stride(), y.data(), at, b.channels());
                at += b.channels();
                Arrays.fill(y.data(), at, (pixel + 1) * y.stride(), 0f);
              }
            });
      }

      @Override
      public Runnable backward(FeatureMap gradient, Target[] targets) {
        return () -> {
          take(gradient, 0, targets[0].map(), workers);
          take(gradient, a.channels(), targets[1].map(), workers);
        };
      }
    };
  }

  private static void take(FeatureMap from, int channel, FeatureMap to, WorkerThreads workers) {
    workers.run(
        to.batch() * to.pixels(),
        (first, end, worker) -> {
          for (int pixel = first; pixel < end; pixel++) {
            int at = pixel * to.stride();
            System.arraycopy(
                from.data(), pixel * from.stride() + channel, to.data(), at, to.channels());
            Arrays.fill(to.data(), at + to.channels(), at + to.stride(), 0f);
          }
        });
  }
}
