package org.purify4j.evaluate;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One image on its way through attack and defence. Images are {@code [1, c, h, w]} in [0, 1].
 *
 * @param id of the image
 * @param label its true class
 * @param clean the image
 * @param attacked the attacked image; the image itself where there is no attack
 * @param shown the attacked image after the defence, as the classifier sees it
 * @param classOfClean the bare classifier's answer to the image
 * @param classOfAttacked the bare classifier's answer to the attacked image
 * @param classOfShown the defended classifier's answer to the attacked image, first draw
 */
public record Example(
    long id,
    int label,
    INDArray clean,
    INDArray attacked,
    INDArray shown,
    int classOfClean,
    int classOfAttacked,
    int classOfShown) {}
