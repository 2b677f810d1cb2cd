package org.purify4j.importers.classifier;

import java.util.Map;

/** A network whose widths and depths are known: adds itself to a graph. */
interface TorchNetwork {
  /** Adds every layer, from the normalised images to the classes. */
  void addTo(TorchGraph graph);

  /** What was read off names and shapes, by name, for people. */
  Map<String, String> inferred();

  /** The ε of its batch normalisations; PyTorch's default unless it says otherwise. */
  default double epsilon() {
    return 1e-5;
  }

  /** The smallest height and width of an image that leaves a pixel at the end. */
  default int smallestImage() {
    return 1;
  }
}
