package org.purify4j.defence;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a defended classifier answered, and what its classifier was shown.
 *
 * @param logits {@code [n, k]}
 * @param shown {@code [n, c, h, w]} in [0, 1]: the images after the defence; with several votes, of
 *     the first
 */
public record DefenceAnswer(INDArray logits, INDArray shown) {}
