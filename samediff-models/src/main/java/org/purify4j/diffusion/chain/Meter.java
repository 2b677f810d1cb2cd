package org.purify4j.diffusion.chain;

import java.util.function.Supplier;

/**
 * Adds up the calls and the time of a purifier. Its metered network and victim report their calls
 * here.
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

  /** Sets how many rows of the batch are images from now on; the rest is padding. */
  void images(long newImages) {
    images = newImages;
  }

  /** Times a call of the purifier as a whole. */
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

  /** Times and counts a forward pass of the network recorded for a gradient. */
  <T> T networkGradient(Supplier<T> work) {
    networkGradients++;
    imagePasses += images;
    return network(work);
  }

  /** Times work that belongs to a pass already counted. */
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

  /** Times work that belongs to a call already counted. */
  <T> T victim(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    victimNanos += System.nanoTime() - start;
    return result;
  }
}
