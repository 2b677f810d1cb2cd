package org.purify4j.importers.layer;

import java.io.Serial;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/** The old name of {@link org.purify4j.layers.ChannelShuffleLayer}. */
@JsonDeserialize(using = ChannelShuffle.Reader.class)
abstract class ChannelShuffle extends Layer {
  @Serial private static final long serialVersionUID = 1L;

  static final class Reader extends MovedLayer {
    @Serial private static final long serialVersionUID = 1L;

    Reader() {
      super(org.purify4j.layers.ChannelShuffleLayer.class);
    }
  }
}
