package org.purify4j.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.purify4j.diffusion.classifier.Classifier;

/**
 * Purifies the images of data sets as they are read: the features {@code [n, 3, h, w]} in [0, 1]
 * are overwritten with the purified images. If there are several feature arrays, this is done to
 * the first.
 *
 * <p>Iterators call it on their own threads; it has its own purifier and admits one thread at a
 * time. A victim that guides it must not be used elsewhere meanwhile.
 */
public final class PurifyingPreProcessor
    implements DataSetPreProcessor, MultiDataSetPreProcessor, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final PurifierReference reference;
  private transient @Nullable PurifierSlot slot;

  private PurifyingPreProcessor(PurifierReference reference, PurifierSlot slot) {
    this.reference = reference;
    this.slot = slot;
  }

  /** Creates a preprocessor whose guidance, if any, uses no victim; it can be serialised. */
  public static PurifyingPreProcessor of(PurifierReference reference) {
    return new PurifyingPreProcessor(reference, unguided(reference));
  }

  /** Creates a preprocessor guided by a victim, which is lost if the preprocessor is serialised. */
  public static PurifyingPreProcessor of(PurifierReference reference, Classifier victim) {
    return new PurifyingPreProcessor(
        reference, new PurifierSlot(reference, CNN2DFormat.NCHW, () -> victim));
  }

  @Override
  public void preProcess(DataSet toPreProcess) {
    overwrite(toPreProcess.getFeatures());
  }

  @Override
  public void preProcess(MultiDataSet multiDataSet) {
    overwrite(multiDataSet.getFeatures(0));
  }

  private synchronized void overwrite(INDArray images) {
    if (slot == null) {
      slot = unguided(reference);
    }
    images.assign(slot.purify(images));
  }

  private static PurifierSlot unguided(PurifierReference reference) {
    return new PurifierSlot(
        reference,
        CNN2DFormat.NCHW,
        () -> {
          throw new IllegalStateException(
              "purifying preprocessor: got no victim, must be given the one that its guidance uses"
                  + " (PurifyingPreProcessor.of(reference, victim))");
        });
  }

  /** Closes the purifier; the next use opens it again. */
  @Override
  public synchronized void close() {
    if (slot != null) {
      slot.close();
    }
  }
}
