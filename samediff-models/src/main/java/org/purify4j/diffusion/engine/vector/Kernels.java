package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Silu;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Filter;

/** Chooses the kernel of a step; the short ones among them stand here. */
final class Kernels {
  private Kernels() {}

  static Kernel of(
      Step step,
      FeatureMap[] inputs,
      FeatureMap y,
      float[] plus,
      IntFunction<VectorValue> vectors,
      Workshop workshop) {
    Op op = step.op();
    FeatureMap x = inputs[0];
    Team team = workshop.team();
    if (op instanceof Op.Convolution convolution) {
      return new Convolution(convolution, x, y, new Addend(plus, step.scale()), workshop);
    } else if (op instanceof Op.GroupNorm norm) {
      VectorValue scaleShift = step.inputs().size() == 1 ? null : vectors.apply(1);
      return new GroupNorm(norm, step.activation(), x, y, scaleShift, workshop);
    } else if (op instanceof Op.RmsNorm norm) {
      VectorValue scaleShift = step.inputs().size() == 1 ? null : vectors.apply(1);
      return new RmsNorm(norm, step.activation(), x, y, scaleShift, workshop);
    } else if (op instanceof Op.Attention attention) {
      return new Attention(HeadInputs.of(attention, inputs, workshop), y, workshop);
    } else if (op instanceof Op.LinearAttention attention) {
      return new LinearAttention(HeadInputs.of(attention, x, workshop), y, workshop);
    } else if (op instanceof Op.Silu) {
      return silu(x, y, team);
    } else if (op instanceof Op.Add) {
      return sum(x, inputs[1], y, step.scale(), team);
    } else if (op instanceof Op.AddPerChannel) {
      return new ChannelSum(x, vectors.apply(1), y, team);
    } else if (op instanceof Op.Concat) {
      return concat(x, inputs[1], y, team);
    }
    return ofResampling(op, x, y, team);
  }

  private static Kernel ofResampling(Op op, FeatureMap x, FeatureMap y, Team team) {
    if (op instanceof Op.Upsample up) {
      return up.filter() == Filter.FIR
          ? fir(FirFilter.UPSAMPLE, x, y, team)
          : simple(
              () -> Resample.enlarge(team, x, y, 1f),
              (gradient, target) -> Resample.sum(team, gradient, target, 1f));
    } else if (op instanceof Op.Downsample down) {
      return down.filter() == Filter.FIR
          ? fir(FirFilter.DOWNSAMPLE, x, y, team)
          : simple(
              () -> Resample.sum(team, x, y, 0.25f),
              (gradient, target) -> Resample.enlarge(team, gradient, target, 0.25f));
    } else if (op instanceof Op.Blur) {
      return fir(FirFilter.BLUR, x, y, team);
    } else if (op instanceof Op.SpaceToDepth) {
      return simple(
          () -> Blocks.toDepth(team, x, y),
          (gradient, target) -> Blocks.toSpace(team, gradient, target));
    }
    throw new IllegalArgumentException("op: got " + op + ", must be one this engine executes");
  }

  private static Kernel fir(FirFilter filter, FeatureMap x, FeatureMap y, Team team) {
    Fir forward = new Fir(filter, x, y);
    Fir backward = new Fir(filter.transposed(), y, x);
    return simple(
        () -> forward.run(team, x, y), (gradient, target) -> backward.run(team, gradient, target));
  }

  private interface SingleBackward {
    void run(FeatureMap gradient, FeatureMap target);
  }

  private static Kernel simple(Runnable forward, SingleBackward backward) {
    return new Kernel() {
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

  private static Kernel silu(FeatureMap x, FeatureMap y, Team team) {
    int registers = x.length() / Lanes.COUNT;
    return new Kernel() {
      @Override
      public void forward() {
        team.run(
            registers,
            (from, to, member) ->
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
            team.run(
                registers,
                (from, to, member) ->
                    Silu.gradient(
                        x.data(), gradient.data(), target, from * Lanes.COUNT, to * Lanes.COUNT));
      }
    };
  }

  /** The plan passes the gradient of a sum on by itself. */
  private static Kernel sum(FeatureMap a, FeatureMap b, FeatureMap y, float scale, Team team) {
    return passedOn(
        () ->
            team.run(
                y.length(),
                (from, to, member) -> {
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

  private static Kernel passedOn(Runnable forward) {
    return simple(
        forward,
        (gradient, target) -> {
          throw new IllegalStateException("sum: its gradient is its inputs' gradient");
        });
  }

  private static Kernel concat(FeatureMap a, FeatureMap b, FeatureMap y, Team team) {
    return new Kernel() {
      @Override
      public void forward() {
        team.run(
            y.batch() * y.pixels(),
            (from, to, member) -> {
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
          take(gradient, 0, targets[0].map(), team);
          take(gradient, a.channels(), targets[1].map(), team);
        };
      }
    };
  }

  private static void take(FeatureMap from, int channel, FeatureMap to, Team team) {
    team.run(
        to.batch() * to.pixels(),
        (first, end, member) -> {
          for (int pixel = first; pixel < end; pixel++) {
            int at = pixel * to.stride();
            System.arraycopy(
                from.data(), pixel * from.stride() + channel, to.data(), at, to.channels());
            Arrays.fill(to.data(), at + to.channels(), at + to.stride(), 0f);
          }
        });
  }
}
