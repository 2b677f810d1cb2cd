/** PyTorch checkpoints read safely, and turned into diffusion models and DL4J classifiers. */
package org.purify4j.importers;
