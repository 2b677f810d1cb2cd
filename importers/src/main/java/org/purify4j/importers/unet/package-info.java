/** PyTorch diffusion U-Nets as diffusion models: hyper-parameters inferred, given or assumed. */
package org.purify4j.importers.unet;
