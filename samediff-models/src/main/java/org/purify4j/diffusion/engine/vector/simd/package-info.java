/**
 * Inner loops in the JDK's Vector API, on float arrays; the only code that needs the module {@code
 * jdk.incubator.vector}. Nothing here knows of networks or shapes: the plans of {@code vector} do.
 *
 * <p>Feature maps are pixel-major: the channels of a pixel lie together, padded with zeros to a
 * multiple of {@link org.purify4j.diffusion.engine.vector.simd.Lanes#PANEL}, so that no loop has a
 * remainder.
 */
package org.purify4j.diffusion.engine.vector.simd;
