package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link PurifiedClassifier} answered, and what the answer rests on.
 *
 * @param logits logarithms of the joint probabilities, {@code [n, k]}
 * @param purified the images that the victim saw in each image's first vote, {@code [n, c, h, w]}
 *     in [0, 1]
 * @param votes per image, how many votes its answer is put together from
 */
public record PurifiedAnswer(INDArray logits, INDArray purified, int[] votes) {}
