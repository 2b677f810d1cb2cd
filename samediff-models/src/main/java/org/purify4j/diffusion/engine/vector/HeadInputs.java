package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * The places of the queries (0), keys (1) and values (2) of an attention, in one map or in three.
 * Learned keys and values follow those of the pixels. A piece of work is one head of one image.
 *
 * @param layout of the maps
 * @param maps one or three
 * @param heads of an image
 * @param depth channels of a head
 * @param learned keys and values
 */
record HeadInputs(Layout layout, FeatureMap[] maps, int heads, int depth, Learned learned) {

  /**
   * Learned keys and values: element (keys 0 or values 1, head, entry, channel) is at {@code
   * (index·heads + head)·depth·count + entry·entryStep + channel·channelStep}.
   */
  record Learned(float[] data, int count, int entryStep, int channelStep) {
    static final Learned NONE = new Learned(new float[0], 0, 0, 0);
  }

  static HeadInputs of(Op.Attention op, FeatureMap[] maps, KernelResources resources) {
    int parts = op.layout() == Layout.SEPARATE ? 1 : 3;
    int depth = maps[0].channels() / (parts * op.heads());
    Learned learned =
        op.memory()
            .map(resources.weights()::raw)
            .map(data -> new Learned(data, data.length / (2 * op.heads() * depth), depth, 1))
            .orElse(Learned.NONE);
    return new HeadInputs(op.layout(), maps, op.heads(), depth, learned);
  }

  static HeadInputs of(Op.LinearAttention op, FeatureMap map, KernelResources resources) {
    int depth = map.channels() / (3 * op.heads());
    Learned learned =
        op.memory()
            .map(resources.weights()::raw)
            .map(
                data -> {
                  int count = data.length / (2 * op.heads() * depth);
                  return new Learned(data, count, 1, count);
                })
            .orElse(Learned.NONE);
    return new HeadInputs(Layout.QKV_FIRST, new FeatureMap[] {map}, op.heads(), depth, learned);
  }

  /** Work on one piece. */
  interface Piece {
    void run(int piece, int worker);
  }

  /** Does some work on all pieces. */
  void overPieces(WorkerThreads workers, Piece work) {
    workers.run(
        maps[0].batch() * heads,
        (from, to, worker) -> {
          for (int piece = from; piece < to; piece++) {
            work.run(piece, worker);
          }
        });
  }

  int pixels() {
    return maps[0].pixels();
  }

  /** Keys of a piece: the pixels and the learned ones. */
  int keys() {
    return pixels() + learned.count();
  }

  /** A piece's queries, keys or values of the pixels: a row for each pixel. */
  Gemm.Left part(int piece, int index) {
    return part(maps, piece, index);
  }

  /** The same place in other maps of the same shapes. */
  Gemm.Left part(FeatureMap[] others, int piece, int index) {
    int head = piece % heads;
    FeatureMap map = others[layout == Layout.SEPARATE ? index : 0];
    int channel =
        switch (layout) {
          case HEADS_FIRST -> (3 * head + index) * depth;
          case QKV_FIRST -> (index * heads + head) * depth;
          case QKV_LAST -> 3 * head * depth + index;
          case SEPARATE -> head * depth;
        };
    int step = layout == Layout.QKV_LAST ? 3 : 1;
    return new Gemm.Left(map.data(), map.image(piece / heads) + channel, map.stride(), step);
  }

  /** A piece's channels of a map of c channels: a row for each pixel. */
  Gemm.Left head(FeatureMap map, int piece) {
    int offset = map.image(piece / heads) + piece % heads * depth;
    return new Gemm.Left(map.data(), offset, map.stride(), 1);
  }

  /** A piece's learned keys (1) or values (2): a row for each. */
  Gemm.Left learned(int piece, int index) {
    int head = (index - 1) * heads + piece % heads;
    return new Gemm.Left(
        learned.data(), head * depth * learned.count(), learned.entryStep(), learned.channelStep());
  }

  /** Packs all keys or values of a piece, which are rows. */
  void packRows(int piece, int index, float[] to) {
    Panels.of(part(piece, index), 0, pixels(), depth, to, keys());
    Panels.of(learned(piece, index), pixels(), learned.count(), depth, to, keys());
  }

  /** Packs all keys or values of a piece, which become columns. */
  void packColumns(int piece, int index, float[] to) {
    Panels.transposed(part(piece, index), pixels(), depth, to);
    Panels.transposedAfter(learned(piece, index), pixels(), learned.count(), depth, to);
  }

  /** Zeros for the channels that pad a map of the piece's image, if the piece is its last. */
  void clearPadding(FeatureMap map, int piece) {
    if (piece % heads < heads - 1 || map.channels() == map.stride()) {
      return;
    }
    for (int pixel = 0; pixel < map.pixels(); pixel++) {
      int start = map.image(piece / heads) + pixel * map.stride();
      Arrays.fill(map.data(), start + map.channels(), start + map.stride(), 0f);
    }
  }
}
