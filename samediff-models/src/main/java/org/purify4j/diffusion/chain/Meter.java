package org.purify4j.diffusion.chain;

import java.util.function.Supplier;

/** Adds up what a purifier spends. The network and the victim it is given count for themselves. */
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

  /** Times all that the purifier does. */
  <T> T total(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      totalNanos += System.nanoTime() - start;
    }
  }

  /** Times and counts a forward pass of the network. */
  <T> T networkCall(Supplier<T> work) {
    networkCalls++;
    imagePasses += images;
    return network(work);
  }

  /** Times and counts a forward pass of the network that is to be differentiated. */
  <T> T networkGradient(Supplier<T> work) {
    networkGradients++;
    imagePasses += images;
    return network(work);
  }

  /** Times what belongs to a pass that has been counted. */
  <T> T network(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    networkNanos += System.nanoTime() - start;
    return result;
  }

  /** Times and counts a call of the victim. */
  <T> T victimCall(Supplier<T> work) {
    victimCalls++;
    return victim(work);
  }

  /** Times what belongs to a call that has been counted. */
  <T> T victim(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    victimNanos += System.nanoTime() - start;
    return result;
  }
}
