package org.purify4j.importers.classifier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A classifier with its weights.
 *
 * @param graph takes float32 RGB images {@code [n, 3, h, w]} in [0, 1] and gives class
 *     probabilities {@code [n, k]}; its first layer normalises, its last is a softmax with
 *     cross-entropy
 * @param inferred what was read off names and shapes, by name, for people
 */
public record ImportedGraph(ComputationGraph graph, Map<String, String> inferred) {
  public ImportedGraph {
    inferred = Collections.unmodifiableMap(new LinkedHashMap<>(inferred));
  }
}
