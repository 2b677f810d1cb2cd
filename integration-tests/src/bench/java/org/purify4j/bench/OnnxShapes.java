package org.purify4j.bench;

import java.io.IOException;
import java.nio.file.Files;

/**
 * {@code unet-10m.onnx} for other shapes. The file declares its inputs, its output and what lies
 * between for eight 32×32 images, but the graph itself asks tensors for their shapes; so it is
 * enough to declare other inputs and outputs, and to hide what is declared between them.
 *
 * <p>The file is a protocol buffer: fields of a tag, which says number and kind, and a value. The
 * changes are to single bytes.
 */
final class OnnxShapes {
  private static final int GRAPH_OF_MODEL = 7;
  private static final int INPUT_OF_GRAPH = 11;
  private static final int OUTPUT_OF_GRAPH = 12;
  private static final int VALUE_INFO_OF_GRAPH = 13;

  /** Tag of a field number that a graph does not have, and readers pass over. */
  private static final byte UNUSED_OF_GRAPH = 3 << 3 | 2;

  private static final int DECLARED_SIZE = 32;
  private static final int DECLARED_BATCH = 8;

  private final byte[] model;
  private final byte size;
  private final byte batch;

  private OnnxShapes(byte[] model, Case measured) {
    this.model = model;
    this.size = (byte) measured.size();
    this.batch = (byte) measured.batch();
  }

  /** The file's bytes, for a size and batch below 128. */
  static byte[] read(Case measured) throws IOException {
    byte[] model = Files.readAllBytes(BenchFiles.of("unet-10m.onnx"));
    if (measured.size() != DECLARED_SIZE || measured.batch() != DECLARED_BATCH) {
      new OnnxShapes(model, measured).change(0, model.length, GRAPH_OF_MODEL);
    }
    return model;
  }

  /** Walks through fields; within the model, only the graph's matter. */
  private void change(int from, int to, int wanted) {
    int at = from;
    while (at < to) {
      int tag = at;
      int number = model[at++] >> 3;
      boolean nested = (model[tag] & 7) == 2;
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        value |= (model[at] & 127) << shift;
        if (model[at++] >= 0) {
          break;
        }
      }
      int end = nested ? at + value : at;
      if (number == wanted) {
        change(at, end, 0);
      } else if (wanted == 0 && number == VALUE_INFO_OF_GRAPH) {
        model[tag] = UNUSED_OF_GRAPH;
      } else if (wanted == 0 && (number == INPUT_OF_GRAPH || number == OUTPUT_OF_GRAPH)) {
        declare(at, end);
      }
      at = end;
    }
  }

  /** A dimension is a message (10) of two bytes (2), whose first field (8) is its size. */
  private void declare(int from, int to) {
    for (int at = from; at + 3 < to; at++) {
      if (model[at] == 10 && model[at + 1] == 2 && model[at + 2] == 8) {
        if (model[at + 3] == DECLARED_BATCH) {
          model[at + 3] = batch;
        } else if (model[at + 3] == DECLARED_SIZE) {
          model[at + 3] = size;
        }
        at += 3;
      }
    }
  }
}
