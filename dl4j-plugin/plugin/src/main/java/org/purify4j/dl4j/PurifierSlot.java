package org.purify4j.dl4j;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.Closing;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.victim.InputEncoding;

/**
 * The purifier of a layer, vertex or preprocessor: opened at first use, and adapted to the
 * network's data type and to the way its input encodes images. Works outside all workspaces. Not
 * thread-safe, like the network itself.
 */
final class PurifierSlot implements AutoCloseable {
  private final String place;
  private final InputEncoding encoding;
  private final Supplier<Classifier> victim;
  private @Nullable Opened opened;

  private record Opened(PurifierReference reference, DiffusionModel model, Purifier purifier) {}

  /**
   * Creates a slot whose purifier is not open yet.
   *
   * @param place what it is part of, for the log
   * @param encoding how the network's input encodes images
   * @param victim called only if the guidance uses the victim
   */
  PurifierSlot(String place, InputEncoding encoding, Supplier<Classifier> victim) {
    this.place = place;
    this.encoding = encoding;
    this.victim = victim;
  }

  /**
   * Purifies a batch. If the seed is secret, each image gets independent noise at each call; if it
   * is fixed, equal images give equal results, whatever their batch.
   *
   * @param reference identifies the purifier, which is opened again if it has changed
   * @param input images as the network's input encodes them; not modified
   * @return the same shape, attached to no workspace; of the same type, or {@code FLOAT} if that
   *     holds whole numbers only
   */
  @SuppressWarnings("try") // the scope is left by closing it
  INDArray purify(PurifierReference reference, INDArray input) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray images = encoding.toImages(input.castTo(DataType.FLOAT));
      INDArray purified = purifier(reference).purify(images);
      return encoding
          .toInput(purified)
          .reshape('c', input.shape())
          .castTo(input.dataType().isFPType() ? input.dataType() : DataType.FLOAT)
          .dup('c');
    }
  }

  private Purifier purifier(PurifierReference reference) {
    if (opened == null || !opened.reference().equals(reference)) {
      close();
      opened = open(reference);
    }
    return opened.purifier();
  }

  private Opened open(PurifierReference reference) {
    PurifierConfig config = reference.config();
    DiffusionModel model = reference.load();
    try {
      config.seed().warnIfFixed(place);
      Purifier purifier =
          config.guidance().asksVictim()
              ? Purifier.of(model, config, victim.get())
              : Purifier.of(model, config);
      return new Opened(reference, model, purifier);
    } catch (RuntimeException | Error e) {
      Closing.after(e, model);
      throw e;
    }
  }

  /** Closes the purifier; the next use opens it again. */
  @Override
  public void close() {
    Opened closing = opened;
    opened = null;
    if (closing != null) {
      DiffusionModel model = closing.model();
      try (model) {
        closing.purifier().close();
      }
    }
  }
}
