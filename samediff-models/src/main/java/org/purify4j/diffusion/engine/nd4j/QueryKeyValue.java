package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * Where queries (0), keys (1) and values (2) lie in the inputs of an attention.
 *
 * @param layout of the inputs
 * @param heads number of heads
 */
record QueryKeyValue(Layout layout, int heads) {
  private static final int PARTS = 3;

  /**
   * Copies all three out of the inputs, so that each is contiguous.
   *
   * @param inputs one map {@code [b, 3c, h, w]}, or three {@code [b, c, h, w]}
   * @param parts {@code [b·heads, d, pixels]} each, overwritten
   */
  Runnable split(INDArray[] inputs, INDArray... parts) {
    return copies(views(inputs), parts, Way.OUT_OF_VIEWS);
  }

  /** Copies all three back, to arrays shaped as the inputs. */
  Runnable join(INDArray[] parts, INDArray... targets) {
    return copies(views(targets), parts, Way.INTO_VIEWS);
  }

  private enum Way {
    OUT_OF_VIEWS,
    INTO_VIEWS
  }

  private static Runnable copies(INDArray[] views, INDArray[] parts, Way way) {
    Runnable[] copies = new Runnable[PARTS];
    for (int i = 0; i < PARTS; i++) {
      INDArray view = views[i];
      INDArray part = parts[i].reshape('c', view.shape());
      copies[i] = way == Way.OUT_OF_VIEWS ? () -> part.assign(view) : () -> view.assign(part);
    }
    return Sequence.of(copies);
  }

  private INDArray[] views(INDArray... maps) {
    INDArray[] views = new INDArray[PARTS];
    for (int i = 0; i < PARTS; i++) {
      views[i] = layout == Layout.SEPARATE ? maps[i] : part(maps[0], i);
    }
    return views;
  }

  /** A view whose elements come in the order of {@code [b, heads, d, pixels]}. */
  private INDArray part(INDArray map, int index) {
    long depth = map.size(1) / ((long) PARTS * heads);
    long outer =
        switch (layout) {
          case HEADS_FIRST -> map.size(0) * heads;
          case QKV_LAST -> map.size(0) * heads * depth;
          case QKV_FIRST, SEPARATE -> map.size(0);
        };
    INDArray blocks = map.reshape('c', outer, PARTS, map.length() / (PARTS * outer));
    return blocks.get(
        NDArrayIndex.all(), NDArrayIndex.interval(index, index + 1), NDArrayIndex.all());
  }
}
