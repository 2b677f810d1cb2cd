package org.purify4j.importers.unet;

import java.util.List;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.unet.Resolutions;

/** Notes what was inferred of a U-Net's resolutions, and holds it against what is given. */
final class ResolutionNotes {
  private ResolutionNotes() {}

  /**
   * Notes blocks, attention and multipliers.
   *
   * @param baseChannels that the multipliers multiply
   * @param multipliers under which name the authors give them
   */
  static void add(
      Decisions decisions, Resolutions resolutions, int baseChannels, String multipliers) {
    HyperParameters given = decisions.given();
    decisions.inferred("num_res_blocks", resolutions.blocks(), given::integer);
    decisions.inferred("attention_downsampling", resolutions.attention(), given::integers);
    List<Integer> channels = resolutions.channels();
    decisions.mustAgree(
        multipliers,
        channels.stream().map(c -> Spelling.text(c / (double) baseChannels)).toList(),
        name ->
            given
                .reals(name)
                .filter(list -> !list.isEmpty())
                .map(list -> list.stream().map(Spelling::text).toList()));
    if (channels.stream().allMatch(c -> c % baseChannels == 0)) {
      decisions.inferred(multipliers, channels.stream().map(c -> c / baseChannels).toList());
    }
  }
}
