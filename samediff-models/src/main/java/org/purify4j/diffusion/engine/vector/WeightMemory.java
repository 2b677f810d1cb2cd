package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Winograd;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * Estimates the heap that a network's packed weights take, forward and backward together, and
 * compares it with what they may take. Winograd's transformed kernels are four times as large as
 * the kernels.
 */
final class WeightMemory {
  /** Packed weights may take this part of the heap. */
  private static final double SHARE = 0.5;

  private static final int DIRECTIONS = 2;
  private static final int TAPS = 9;

  private WeightMemory() {}

  /** Whether the weights fit as they are. */
  static boolean fits(Network network, long heap) {
    return bytes(network, 1) <= SHARE * heap;
  }

  /** Whether the transformed kernels fit too. */
  static boolean transformedFits(Network network, long heap) {
    return bytes(network, (double) Winograd.POINTS / TAPS) <= SHARE * heap;
  }

  private static double bytes(Network network, double perTransformed) {
    double floats = 0;
    for (Node node : network.nodes()) {
      if (node.op() instanceof Op.Convolution convolution) {
        double inputs = network.nodes().get(node.inputs().get(0)).shape().channels();
        double area = (double) convolution.kernel() * convolution.kernel();
        double factor = area == TAPS && convolution.stride() == 1 ? perTransformed : 1;
        floats += DIRECTIONS * factor * area * inputs * node.shape().channels();
      }
    }
    return floats * Float.BYTES;
  }
}
