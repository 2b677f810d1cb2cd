package org.purify4j.dl4j;

import java.io.Serial;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.purify4j.victim.ChannelOrder;
import org.purify4j.victim.InputEncoding;

/**
 * Turns the colours of images {@code [n, 3, h, w]} round, from the order in which DL4J's
 * NativeImageLoader and ImageRecordReader give them to that of diffusion models. For a classifier
 * that was trained on BGR, wrap it with {@link InputEncoding#withOrder} instead.
 */
public final class BgrToRgbPreProcessor implements DataSetPreProcessor {
  @Serial private static final long serialVersionUID = 1L;

  private static final InputEncoding BGR = InputEncoding.PLAIN.withOrder(ChannelOrder.BGR);

  @Override
  public void preProcess(DataSet toPreProcess) {
    INDArray features = toPreProcess.getFeatures();
    features.assign(BGR.toImages(features));
  }
}
