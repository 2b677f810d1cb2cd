package org.purify4j.diffusion.engine.samediff;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Shape;

/** Writes attention over pixels into a graph: matrices {@code [b·heads, d, pixels]}. */
record AttentionEmitter(EmitterScope scope, int heads, Shape shape) {

  /** {@code v · softmax(qᵀk / √d)ᵀ}. */
  SDVariable full(Op.Attention op, SDVariable... inputs) {
    SDVariable[] parts = parts(op.layout(), inputs);
    Optional<INDArray> memory = op.memory().map(name -> scope.raw(name).permute(0, 1, 3, 2));
    SDVariable keys = extended(parts[1], memory, 0);
    SDVariable values = extended(parts[2], memory, 1);
    SDVariable queries = parts[0].mul(1 / Math.sqrt(depth()));
    SDVariable scores = scope.graph().mmul(turned(queries), keys);
    SDVariable attention = scope.graph().nn().softmax(scores, 2);
    return map(scope.graph().mmul(values, turned(attention)));
  }

  /** {@code (softmax(k)·vᵀ/√d)ᵀ · softmax(q)}. */
  SDVariable linear(Op.LinearAttention op, SDVariable qkv) {
    SDVariable[] parts = parts(Layout.QKV_FIRST, qkv);
    Optional<INDArray> memory = op.memory().map(scope::raw);
    SDVariable keys = scope.graph().nn().softmax(extended(parts[1], memory, 0), 2);
    SDVariable values = extended(parts[2], memory, 1);
    // SameDiff's softmax differentiates over the last axis only
    SDVariable queries = turned(scope.graph().nn().softmax(turned(parts[0]), 2));
    SDVariable context = scope.graph().mmul(keys, turned(values)).mul(1 / Math.sqrt(depth()));
    return map(scope.graph().mmul(turned(context), queries));
  }

  private long depth() {
    return shape.channels() / heads;
  }

  private SDVariable turned(SDVariable matrices) {
    return scope.graph().permute(matrices, 0, 2, 1);
  }

  private SDVariable map(SDVariable matrices) {
    return scope.graph().reshape(matrices, -1, shape.channels(), shape.height(), shape.width());
  }

  private SDVariable[] parts(Layout layout, SDVariable... inputs) {
    long pixels = (long) shape.height() * shape.width();
    long inner =
        switch (layout) {
          case HEADS_FIRST -> depth() * pixels;
          case QKV_LAST -> pixels;
          case QKV_FIRST, SEPARATE -> shape.channels() * pixels;
        };
    SDVariable[] parts =
        layout == Layout.SEPARATE
            ? inputs
            : scope.graph().split(scope.graph().reshape(inputs[0], -1, 3, inner), 3, 1);
    return Arrays.stream(parts)
        .map(part -> scope.graph().reshape(part, -1, depth(), pixels))
        .toArray(SDVariable[]::new);
  }

  /** The learned keys (0) or values (1) of {@code [2, heads, d, n]} after the pixels' own. */
  private SDVariable extended(SDVariable own, Optional<INDArray> memory, int index) {
    if (memory.isEmpty()) {
      return own;
    }
    INDArray entries =
        memory
            .get()
            .get(
                NDArrayIndex.point(index),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all());
    long count = entries.size(2);
    long pixels = (long) shape.height() * shape.width();
    SDVariable learned = scope.constant(entries.dup('c').reshape(1, heads, depth(), count));
    // once for each image, whose number the graph does not know: added to zeros made of the input
    INDArray nothing = Nd4j.zeros(scope.type(), 1, pixels, count);
    SDVariable zeros = scope.graph().reshape(zeros(own, nothing), -1, heads, depth(), count);
    SDVariable columns = scope.graph().reshape(zeros.add(learned), -1, depth(), count);
    return scope.graph().concat(2, own, columns);
  }

  private SDVariable zeros(SDVariable own, INDArray nothing) {
    long pixels = nothing.size(1);
    SDVariable flat = scope.graph().reshape(own, -1, pixels);
    SDVariable matrix = scope.constant(nothing.reshape(pixels, nothing.size(2)));
    return scope.graph().mmul(flat, matrix);
  }
}
