/** An engine on ND4J's native operations, CPU or CUDA, by static plans. */
package org.purify4j.diffusion.engine.nd4j;
