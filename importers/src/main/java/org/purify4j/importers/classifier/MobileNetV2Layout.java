package org.purify4j.importers.classifier;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;

/**
 * What differs between authors of MobileNetV2.
 *
 * @param stem first convolution
 * @param stemStride its stride
 * @param blocks name of the Sequential of blocks
 * @param firstBlock number of the first block in it
 * @param strides of the seven groups of blocks
 * @param expanded convolutions of a block: expansion, depthwise, projection
 * @param plain convolutions of a block that does not expand: depthwise, projection; empty if every
 *     block expands
 * @param shortcut convolution past a block of stride 1 that changes the width; if empty, nothing
 *     passes it
 * @param last convolution after the blocks
 * @param head name of the linear layer
 * @param activation after all but the projections
 */
record MobileNetV2Layout(
    ConvolutionNames stem,
    int stemStride,
    String blocks,
    int firstBlock,
    List<Integer> strides,
    List<ConvolutionNames> expanded,
    List<ConvolutionNames> plain,
    Optional<ConvolutionNames> shortcut,
    ConvolutionNames last,
    String head,
    Activation activation) {
  MobileNetV2Layout {
    strides = List.copyOf(strides);
    expanded = List.copyOf(expanded);
    plain = List.copyOf(plain);
  }

  /** Name of a block, counted from 0. */
  String block(int index) {
    return blocks + "." + (firstBlock + index);
  }
}
