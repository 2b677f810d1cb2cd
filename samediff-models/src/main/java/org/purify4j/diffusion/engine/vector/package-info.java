/**
 * The engine on the processor's vector units, by the JDK's Vector API: static plans over float
 * arrays in pixel-major layout, convolutions by Winograd's minimal filtering, normalisation fused
 * with the activation that follows it, and hand-written gradients of images and weights.
 */
package org.purify4j.diffusion.engine.vector;
