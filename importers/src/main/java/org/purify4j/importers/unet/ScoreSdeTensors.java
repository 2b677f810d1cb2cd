package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.diffusion.unet.ScoreSdeUNet.BlockType;
import org.purify4j.diffusion.unet.ScoreSdeUNet.ImagePath;
import org.purify4j.importers.unet.ScoreSdeModules.Kind;

/**
 * Reads the hyper-parameters of a score_sde network off the kinds and shapes of its modules, and
 * refuses the kinds that are not described here.
 */
final class ScoreSdeTensors {
  static final String TIME = "all_modules.0.weight";
  static final String STEM = "all_modules.2.weight";

  private static final String SIGMAS = "sigmas";
  private static final Pattern SHORTCUT =
      Pattern.compile("all_modules\\.\\d{1,4}\\.Conv_2\\.weight");

  /** Two layers of the time, the first convolution, and at the end a norm and a convolution. */
  private static final int PLAIN_MODULES = 5;

  private final TensorShapes tensors;
  private final ScoreSdeModules modules;

  ScoreSdeTensors(TensorShapes tensors) {
    this.tensors = tensors;
    this.modules = new ScoreSdeModules(tensors);
    if (modules.count(Kind.UNKNOWN) > 0) {
      int module = modules.kinds().indexOf(Kind.UNKNOWN);
      throw new IllegalArgumentException(
          ScoreSdeModules.PREFIX
              + module
              + ": got a module of NCSN++'s input_skip or Fourier features, must be of DDPM++ or of"
              + " NCSN++ with progressive_input none or residual and embedding_type positional");
    }
    if (modules.count(Kind.PLAIN) != PLAIN_MODULES) {
      throw new IllegalArgumentException(
          "progressive: got output_skip or residual, must be none (as in the VP networks)");
    }
  }

  int inChannels() {
    return tensors.size(STEM, 1);
  }

  int baseChannels() {
    return tensors.size(TIME, 1);
  }

  int sigmas() {
    return tensors.has(SIGMAS) ? tensors.size(SIGMAS, 0) : 0;
  }

  BlockType blockType() {
    return tensors.count(SHORTCUT) > 0 ? BlockType.BIGGAN : BlockType.DDPM;
  }

  ImagePath imagePath() {
    for (int i = 0; i < modules.kinds().size(); i++) {
      if (isConvolution(i) && modules.inputs(i) == inChannels()) {
        return ImagePath.RESIDUAL;
      }
    }
    return ImagePath.NONE;
  }

  /** Whether the filter shows in the names, and if so which it is. */
  Optional<Filter> filter() {
    if (blockType() == BlockType.DDPM) {
      return Optional.of(Filter.BOX);
    }
    if (imagePath() == ImagePath.NONE) {
      return Optional.empty();
    }
    return Optional.of(modules.count(Kind.BLURRED_CONVOLUTION) > 0 ? Filter.FIR : Filter.BOX);
  }

  Resolutions resolutions() {
    int levels = 1 + changes() / 2;
    int blocks = (modules.count(Kind.RESIDUAL) - 2 - levels) / (2 * levels);
    List<Integer> channels = new ArrayList<>();
    List<Integer> attention = new ArrayList<>();
    int i = PLAIN_MODULES - 2;
    for (int level = 0; level < levels; level++) {
      int width = 0;
      for (int block = 0; block < blocks; i++) {
        if (modules.kinds().get(i) == Kind.RESIDUAL) {
          width = modules.outputs(i);
          block++;
        }
      }
      channels.add(width);
      if (modules.kinds().get(i) == Kind.ATTENTION) {
        attention.add(1 << level);
      }
    }
    return new Resolutions(channels, blocks, attention);
  }

  /** How often the resolution changes, down and up. */
  private int changes() {
    int residual = modules.count(Kind.RESAMPLING);
    if (residual > 0) {
      return residual;
    }
    int convolutions = modules.count(Kind.CONVOLUTION) + modules.count(Kind.BLURRED_CONVOLUTION);
    // the image's own path has one for each of those on the way down
    return imagePath() == ImagePath.RESIDUAL ? convolutions * 2 / 3 : convolutions;
  }

  private boolean isConvolution(int module) {
    Kind kind = modules.kinds().get(module);
    return kind == Kind.CONVOLUTION || kind == Kind.BLURRED_CONVOLUTION;
  }
}
