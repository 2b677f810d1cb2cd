package org.purify4j.diffusion.chain;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * Counts and times the calls of the network and the victim. Time is charged to whoever runs: what a
 * callback spends inside a gradient call is not the network's.
 */
final class Meter {
  private long networkCalls;
  private long networkGradients;
  private long imagePasses;
  private long images;
  private long victimCalls;
  private long networkNanos;
  private long victimNanos;
  private long totalNanos;

  Cost cost() {
    return new Cost(
        networkCalls,
        networkGradients,
        imagePasses,
        victimCalls,
        networkNanos,
        victimNanos,
        totalNanos);
  }

  /** How many rows of the batch are images from now on, the rest being padding. */
  void images(long newImages) {
    images = newImages;
  }

  <T> T total(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      totalNanos += System.nanoTime() - start;
    }
  }

  /** A callback that keeps its own time away from its caller's account. */
  private static final class Callback implements UnaryOperator<INDArray> {
    private final UnaryOperator<INDArray> inner;
    private long nanos;

    Callback(UnaryOperator<INDArray> inner) {
      this.inner = inner;
    }

    @Override
    public INDArray apply(INDArray value) {
      long start = System.nanoTime();
      INDArray result = inner.apply(value);
      nanos += System.nanoTime() - start;
      return result;
    }
  }

  /** A network whose calls are counted. */
  ExecutableNetwork metered(ExecutableNetwork network) {
    return new ExecutableNetwork() {
      @Override
      public int batchSize() {
        return network.batchSize();
      }

      @Override
      public INDArray forward(INDArray x, Conditioning conditioning) {
        networkCalls++;
        imagePasses += images;
        long start = System.nanoTime();
        INDArray output = network.forward(x, conditioning);
        networkNanos += System.nanoTime() - start;
        return output;
      }

      @Override
      public Tape record(INDArray x, Conditioning conditioning) {
        networkGradients++;
        imagePasses += images;
        long start = System.nanoTime();
        Tape tape = network.record(x, conditioning);
        networkNanos += System.nanoTime() - start;
        return new Tape() {
          @Override
          public INDArray output() {
            return tape.output();
          }

          @Override
          public INDArray gradient(INDArray cotangent) {
            long begin = System.nanoTime();
            INDArray gradient = tape.gradient(cotangent);
            networkNanos += System.nanoTime() - begin;
            return gradient;
          }
        };
      }

      @Override
      public long bytes() {
        return network.bytes();
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  /** A victim whose calls are counted. */
  Classifier metered(Classifier victim) {
    return new Classifier() {
      @Override
      public int classes() {
        return victim.classes();
      }

      @Override
      public INDArray logits(INDArray images) {
        victimCalls++;
        long start = System.nanoTime();
        INDArray logits = victim.logits(images);
        victimNanos += System.nanoTime() - start;
        return logits;
      }

      @Override
      public INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent) {
        victimCalls++;
        Callback callback = new Callback(cotangent);
        long start = System.nanoTime();
        INDArray gradient = victim.inputGradient(images, callback);
        victimNanos += System.nanoTime() - start - callback.nanos;
        return gradient;
      }
    };
  }
}
