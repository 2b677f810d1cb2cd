package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The numbered modules of a score_sde network: what each is, told by the names of its tensors. The
 * order of kinds is the structure of the network.
 */
final class ScoreSdeModules {
  /** Before every module's number. */
  static final String PREFIX = "all_modules.";

  private static final Pattern NUMBER = Pattern.compile("all_modules\\.(\\d{1,4})\\..*");
  private static final String NORM = ".GroupNorm_0.weight";
  private static final String FIRST = ".Conv_0.weight";
  private static final String SHORTCUT = ".Conv_2.weight";
  private static final String BLURRED = ".Conv2d_0.weight";

  /** What a module is. */
  enum Kind {
    /** A fully connected layer, a convolution or a normalisation. */
    PLAIN,
    /** A residual block at one resolution. */
    RESIDUAL,
    /** A residual block that changes the resolution. */
    RESAMPLING,
    /** Attention. */
    ATTENTION,
    /** A convolution that changes the resolution. */
    CONVOLUTION,
    /** The same with a blur. */
    BLURRED_CONVOLUTION,
    /** Something else. */
    UNKNOWN
  }

  private final TensorShapes tensors;
  private final List<Kind> kinds = new ArrayList<>();

  ScoreSdeModules(TensorShapes tensors) {
    this.tensors = tensors;
    for (int i = 0; i < tensors.numbered(NUMBER); i++) {
      kinds.add(kind(PREFIX + i));
    }
  }

  /** What each module is, in their order. */
  List<Kind> kinds() {
    return kinds;
  }

  int count(Kind kind) {
    return (int) kinds.stream().filter(kind::equals).count();
  }

  /** Output channels of a residual block. */
  int outputs(int module) {
    return tensors.size(PREFIX + module + FIRST, 0);
  }

  /** Input channels of a convolution that changes the resolution. */
  int inputs(int module) {
    boolean blurred = kinds.get(module) == Kind.BLURRED_CONVOLUTION;
    return tensors.size(PREFIX + module + (blurred ? BLURRED : FIRST), 1);
  }

  private Kind kind(String name) {
    if (tensors.has(name + ".NIN_3.W")) {
      return Kind.ATTENTION;
    }
    if (tensors.has(name + NORM)) {
      return changesResolution(name) ? Kind.RESAMPLING : Kind.RESIDUAL;
    }
    if (tensors.has(name + BLURRED)) {
      return Kind.BLURRED_CONVOLUTION;
    }
    if (tensors.has(name + FIRST)) {
      return Kind.CONVOLUTION;
    }
    return tensors.has(name + ".weight") ? Kind.PLAIN : Kind.UNKNOWN;
  }

  /** A shortcut between equal numbers of channels is there for nothing else. */
  private boolean changesResolution(String name) {
    String shortcut = name + SHORTCUT;
    return tensors.has(shortcut) && tensors.size(shortcut, 0) == tensors.size(shortcut, 1);
  }
}
