/**
 * An engine that runs a network on the processor's vector units: static plans over float arrays in
 * pixel-major layout, convolutions by Winograd's minimal filtering, normalisation and activation
 * fused, and hand-written input gradients. Chosen where the JVM was started with {@code
 * --add-modules jdk.incubator.vector}; the plans of {@code engine} are the plain path beside it.
 */
package org.purify4j.diffusion.engine.vector;
