/** The engine on ND4J's native operations, on a CPU or a CUDA backend, by static plans. */
package org.purify4j.diffusion.engine.nd4j;
