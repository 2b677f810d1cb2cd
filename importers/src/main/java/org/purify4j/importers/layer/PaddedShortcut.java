package org.purify4j.importers.layer;

import java.io.Serial;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/** The old name of {@link org.purify4j.layers.PaddedShortcutLayer}. */
@JsonDeserialize(using = PaddedShortcut.Reader.class)
abstract class PaddedShortcut extends Layer {
  @Serial private static final long serialVersionUID = 1L;

  static final class Reader extends MovedLayer {
    @Serial private static final long serialVersionUID = 1L;

    Reader() {
      super(org.purify4j.layers.PaddedShortcutLayer.class);
    }
  }
}
