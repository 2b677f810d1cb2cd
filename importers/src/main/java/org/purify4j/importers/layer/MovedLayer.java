package org.purify4j.importers.layer;

import java.io.IOException;
import java.io.Serial;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.deser.std.StdDeserializer;

/** Reads the configuration of a layer that was saved under an old class name. */
abstract class MovedLayer extends StdDeserializer<Layer> {
  @Serial private static final long serialVersionUID = 1L;

  private final Class<? extends Layer> now;

  MovedLayer(Class<? extends Layer> now) {
    super(Layer.class);
    this.now = now;
  }

  @Override
  public Layer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return (Layer)
        context
            .findContextualValueDeserializer(context.constructType(now), null)
            .deserialize(parser, context);
  }
}
