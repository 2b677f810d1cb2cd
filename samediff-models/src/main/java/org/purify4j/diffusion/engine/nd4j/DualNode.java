package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays of a node in a plan for dual numbers.
 *
 * @param values of its inputs
 * @param tangents of those of them that are feature maps, in order
 * @param value of the node
 * @param tangent of the node
 */
record DualNode(INDArray[] values, INDArray[] tangents, INDArray value, INDArray tangent) {}
