/**
 * Checkpoint files as named tensors, read lazily: PyTorch's zip and legacy containers and
 * safetensors. Pickles are read by an allow-list machine that calls nothing but its own few
 * reconstructions.
 */
package org.purify4j.importers.checkpoint;
