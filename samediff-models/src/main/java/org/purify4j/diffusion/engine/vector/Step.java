package org.purify4j.diffusion.engine.vector;

import java.util.List;
import java.util.OptionalInt;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization.Activation;
import org.purify4j.diffusion.network.Op;

/**
 * One or more nodes of a network that one kernel computes.
 *
 * @param op the main operation, such as the convolution or the normalisation
 * @param inputs nodes it reads
 * @param output node whose value it computes
 * @param activation what follows a normalisation
 * @param plus a node whose value is added to a convolution's
 * @param scale factor of that sum, or of a sum that is a step of its own; else 1
 */
record Step(
    Op op,
    List<Integer> inputs,
    int output,
    Activation activation,
    OptionalInt plus,
    float scale) {}
