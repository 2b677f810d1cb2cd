/** PyTorch checkpoints read safely, and turned into diffusion models and DL4J victims. */
package org.purify4j.importers;
