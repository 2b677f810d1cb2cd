/**
 * What pulls the reverse diffusion: energy terms, their gradients, and the derivatives of those.
 */
package org.purify4j.diffusion.guidance;
