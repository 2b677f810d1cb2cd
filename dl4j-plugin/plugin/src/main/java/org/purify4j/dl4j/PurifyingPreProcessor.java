package org.purify4j.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.victim.InputEncoding;

/**
 * Purifies the images of data sets as they are read: the features are overwritten with the purified
 * images. They are {@code [n, c, h, w]} in [0, 1] unless an {@linkplain InputEncoding encoding}
 * says otherwise. If there are several feature arrays, this is done to the first.
 *
 * <p>Iterators call it on their own threads; it has its own purifier and admits one thread at a
 * time. A victim that guides it must not be used elsewhere meanwhile.
 */
public final class PurifyingPreProcessor
    implements DataSetPreProcessor, MultiDataSetPreProcessor, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private static final String NAME = "purifying preprocessor";

  private final PurifierReference reference;
  private final InputEncoding encoding;
  private transient @Nullable PurifierSlot slot;
  private boolean closed;

  private PurifyingPreProcessor(
      PurifierReference reference, InputEncoding encoding, @Nullable PurifierSlot slot) {
    this.reference = reference;
    this.encoding = encoding;
    this.slot = slot;
  }

  /**
   * Creates a preprocessor for images in [0, 1] whose guidance, if any, uses no victim; it can be
   * serialised.
   *
   * @throws IllegalArgumentException if the guidance asks a victim
   */
  public static PurifyingPreProcessor of(PurifierReference reference) {
    return of(reference, InputEncoding.PLAIN);
  }

  /**
   * Creates a preprocessor whose guidance, if any, uses no victim; it can be serialised.
   *
   * @param encoding how the features encode images
   * @throws IllegalArgumentException if the guidance asks a victim
   */
  public static PurifyingPreProcessor of(PurifierReference reference, InputEncoding encoding) {
    if (reference.config().guidance().asksVictim()) {
      throw new IllegalArgumentException(
          NAME
              + ": got no victim, must be given the one that its guidance asks"
              + " (PurifyingPreProcessor.of(reference, encoding, victim))");
    }
    return new PurifyingPreProcessor(reference, encoding, null);
  }

  /**
   * Creates a preprocessor for images in [0, 1] guided by a victim, which is lost if the
   * preprocessor is serialised.
   */
  public static PurifyingPreProcessor of(PurifierReference reference, Classifier victim) {
    return of(reference, InputEncoding.PLAIN, victim);
  }

  /**
   * Creates a preprocessor guided by a victim, which is lost if the preprocessor is serialised.
   *
   * @param encoding how the features encode images
   */
  public static PurifyingPreProcessor of(
      PurifierReference reference, InputEncoding encoding, Classifier victim) {
    return new PurifyingPreProcessor(
        reference, encoding, new PurifierSlot(NAME, encoding, () -> victim));
  }

  @Override
  public void preProcess(DataSet toPreProcess) {
    overwrite(toPreProcess.getFeatures());
  }

  @Override
  public void preProcess(MultiDataSet multiDataSet) {
    overwrite(multiDataSet.getFeatures(0));
  }

  private synchronized void overwrite(INDArray features) {
    if (closed) {
      throw new ClosedException(NAME);
    }
    if (slot == null) {
      slot = new PurifierSlot(NAME, encoding, PurifyingPreProcessor::lost);
    }
    features.assign(slot.purify(reference, features));
  }

  private static Classifier lost() {
    throw new IllegalStateException(
        NAME + ": got no victim, must be made anew after it was serialised");
  }

  /** Closes the purifier; the preprocessor is unusable afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    if (slot != null) {
      slot.close();
    }
  }
}
