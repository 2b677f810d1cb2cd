package org.purify4j.importers;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.purify4j.layers.ImageNormalization;

/**
 * A classifier as a DL4J network.
 *
 * @param graph takes float32 RGB images {@code [n, 3, h, w]} in [0, 1] and gives class
 *     probabilities {@code [n, k]}
 * @param normalization what its first layer applies
 * @param report what was imported, and on what grounds
 */
public record ImportedClassifier(
    ComputationGraph graph, ImageNormalization normalization, ImportReport report) {}
