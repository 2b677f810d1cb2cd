package org.purify4j.importers.checkpoint;

/** The kinds of checkpoint file that are read. */
public enum Container {
  /** The zip archive that torch.save writes since PyTorch 1.6. */
  TORCH_ZIP("PyTorch zip"),
  /** The sequence of pickles and raw storages that torch.save wrote before. */
  TORCH_LEGACY("PyTorch legacy pickle"),
  /** A JSON header and raw tensors. */
  SAFETENSORS("safetensors"),
  /** Several files of these kinds, and an index of their tensors. */
  SHARDS("shards");

  private final String description;

  Container(String description) {
    this.description = description;
  }

  /** The name shown to people. */
  public String description() {
    return description;
  }
}
