package org.purify4j.importers.checkpoint;

import java.util.Set;
import java.util.regex.Pattern;

/** Says what a zip archive is that PyTorch did not write, by the names of its members. */
final class ForeignZip {
  private static final Pattern CHECKPOINT =
      Pattern.compile("(?i).+\\.(pt|pth|ckpt|bin|pkl|safetensors)");

  private ForeignZip() {}

  /** What an archive without data.pkl is, and what to do with it. */
  static String describe(Set<String> members) {
    if (members.contains("model.json")) {
      return "a diffusion model of Purify4J, must be a PyTorch checkpoint (it needs no import:"
          + " give it as it is, by --model)";
    }
    if (members.contains("configuration.json")) {
      return "a network of DL4J, must be a PyTorch checkpoint (it needs no import: give it as it"
          + " is, by --victim)";
    }
    if (!members.isEmpty() && members.stream().allMatch(name -> name.endsWith(".npy"))) {
      return "a NumPy archive (.npz), must be a PyTorch checkpoint";
    }
    return members.stream()
        .filter(name -> CHECKPOINT.matcher(name).matches())
        .findFirst()
        .map(name -> "a zip archive around " + name + ", must be unpacked first (unzip)")
        .orElse(
            "a zip archive with no data.pkl, must be one written by torch.save (unpack it first if"
                + " a checkpoint is in it)");
  }
}
