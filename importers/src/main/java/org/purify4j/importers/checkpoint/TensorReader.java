package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Gathers the elements of a strided view, row-major. */
final class TensorReader {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final StridedTensor view;
  private final ElementType type;
  private final ByteBuffer bytes;
  private final int elements;

  private TensorReader(StridedTensor view, ByteBuffer bytes) {
    this.view = view;
    this.type = view.storage().type();
    this.bytes = bytes;
    this.elements = (int) view.info().elements();
  }

  /**
   * Finds the bytes of a view.
   *
   * @throws MalformedFileException if it has no elements or too many for one array
   */
  static TensorReader of(StridedTensor view, OpenContainer container) throws IOException {
    long elements = view.info().elements();
    if (elements == 0) {
      throw new MalformedFileException("got " + view.info() + ", which has no elements");
    }
    StorageRef storage = view.storage();
    int width = storage.type().bytes();
    long length = (view.last() - view.offset() + 1) * width;
    if (length > LARGEST || elements > LARGEST) {
      throw new MalformedFileException("got " + view.info() + ", larger than 2 GB");
    }
    long from = (storage.base() + view.offset()) * width;
    return new TensorReader(view, container.read(storage.key(), from, (int) length));
  }

  int elements() {
    return elements;
  }

  /** Puts every element into a buffer that has room for them, rounded to float32. */
  void readInto(FloatBuffer values) {
    if (view.isPacked() && type == ElementType.FLOAT32) {
      values.put(bytes.asFloatBuffer());
    } else {
      visit(element -> values.put((float) element));
    }
  }

  /** Puts every element into a buffer that has room for them. */
  void readInto(DoubleBuffer values) {
    visit(values::put);
  }

  private interface Sink {
    void accept(double element);
  }

  private void visit(Sink sink) {
    if (view.isPacked()) {
      for (int i = 0; i < elements; i++) {
        sink.accept(type.decode(bytes, i));
      }
    } else {
      gather(sink);
    }
  }

  private void gather(Sink sink) {
    long[] shape = view.shape();
    long[] stride = view.stride();
    long[] index = new long[shape.length];
    int at = 0;
    for (int i = 0; i < elements; i++) {
      sink.accept(type.decode(bytes, at));
      for (int d = index.length - 1; d >= 0; d--) {
        at += (int) stride[d];
        if (++index[d] < shape[d]) {
          break;
        }
        at -= (int) (shape[d] * stride[d]);
        index[d] = 0;
      }
    }
  }
}
