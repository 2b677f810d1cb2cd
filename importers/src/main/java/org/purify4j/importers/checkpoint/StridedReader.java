package org.purify4j.importers.checkpoint;

import java.nio.ByteBuffer;

/** Gathers the elements of a strided view, row-major, as floats. */
final class StridedReader {
  private StridedReader() {}

  /**
   * @param view a view with at least one element
   * @param bytes the elements from the view's first to its last
   */
  static float[] read(StridedTensor view, ByteBuffer bytes) {
    ElementType type = view.storage().type();
    float[] values = new float[(int) view.info().elements()];
    if (view.isPacked() && type == ElementType.FLOAT32) {
      bytes.asFloatBuffer().get(values);
    } else if (view.isPacked()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = type.decode(bytes, i);
      }
    } else {
      gather(view, type, bytes, values);
    }
    return values;
  }

  private static void gather(
      StridedTensor view, ElementType type, ByteBuffer bytes, float[] values) {
    long[] index = new long[view.shape().length];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = type.decode(bytes, at);
      for (int d = index.length - 1; d >= 0; d--) {
        at += (int) view.stride()[d];
        if (++index[d] < view.shape()[d]) {
          break;
        }
        at -= (int) (view.shape()[d] * view.stride()[d]);
        index[d] = 0;
      }
    }
  }
}
