package org.purify4j.dl4j;

import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;

/**
 * The purifier of a layer, vertex or preprocessor: opened at first use, and adapted to the
 * network's data type and channel order. Works outside all workspaces. Not thread-safe, like the
 * network itself.
 */
final class PurifierSlot implements AutoCloseable {
  private PurifierReference reference;
  private final CNN2DFormat format;
  private final Supplier<Classifier> victim;
  private @Nullable Opened opened;

  private record Opened(DiffusionModel model, Purifier purifier) {}

  /**
   * Creates a slot whose purifier is not open yet.
   *
   * @param reference identifies the purifier
   * @param format order of the axes of the network's images
   * @param victim called only if the guidance uses the victim
   */
  PurifierSlot(PurifierReference reference, CNN2DFormat format, Supplier<Classifier> victim) {
    this.reference = reference;
    this.format = format;
    this.victim = victim;
  }

  /**
   * Purifies a batch; equal images give equal results, whatever their batch.
   *
   * @param images {@code [n, 3, h, w]}, or {@code [n, h, w, 3]} if the format says so, in [0, 1];
   *     not modified
   * @return the same shape and type, attached to no workspace
   */
  @SuppressWarnings("try") // the scope is left by closing it
  INDArray purify(INDArray images) {
    if (images.rank() != 4) {
      throw new IllegalArgumentException(
          "images: got shape "
              + Arrays.toString(images.shape())
              + ", must be of rank 4, "
              + format.dimensionNames());
    }
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray channelsFirst = lastToFirst(images).castTo(DataType.FLOAT).dup('c');
      INDArray purified = purifier().purify(channelsFirst);
      return firstToLast(purified).castTo(images.dataType()).dup('c');
    }
  }

  private Purifier purifier() {
    if (opened == null) {
      DiffusionModel model = reference.load();
      Purifier purifier =
          reference.config().guidance().asksVictim()
              ? Purifier.of(model, reference.config(), victim.get())
              : Purifier.of(model, reference.config());
      opened = new Opened(model, purifier);
    }
    return opened.purifier();
  }

  private INDArray lastToFirst(INDArray images) {
    return format == CNN2DFormat.NHWC ? images.permute(0, 3, 1, 2) : images;
  }

  private INDArray firstToLast(INDArray images) {
    return format == CNN2DFormat.NHWC ? images.permute(0, 2, 3, 1) : images;
  }

  /** Replaces the purifier from the next use on. */
  void refill(PurifierReference newReference) {
    close();
    reference = newReference;
  }

  /** Closes the purifier; the next use opens it again. */
  @Override
  public void close() {
    if (opened != null) {
      opened.purifier().close();
      opened.model().close();
      opened = null;
    }
  }
}
