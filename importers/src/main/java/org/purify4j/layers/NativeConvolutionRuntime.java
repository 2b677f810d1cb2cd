package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.nd4j.linalg.api.buffer.DataType;

/** Runtime of {@link NativeConvolutionLayer}: DL4J's own, with the helper that it fails to find. */
final class NativeConvolutionRuntime extends ConvolutionLayer {
  @Serial private static final long serialVersionUID = 1L;

  NativeConvolutionRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    helper = new MKLDNNConvHelper(type);
  }
}
