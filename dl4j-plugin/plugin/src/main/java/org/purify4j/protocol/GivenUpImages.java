package org.purify4j.protocol;

import java.util.HashMap;
import java.util.Map;
import org.purify4j.attack.Budget;

/**
 * Which images the attacks of each union have given up so far. Attacks that do not know the defence
 * stand aside: they are made on all images and give none up, so that what they achieve can be
 * compared with the others.
 */
final class GivenUpImages {
  private final Protocol protocol;
  private final int[] labels;
  private final Judgement clean;
  private final Judgement knownClean;
  private final Map<Union, Map<Integer, String>> unions = new HashMap<>();

  /** The attacks that are united: those of a budget, and apart from them those with the seed. */
  private record Union(Budget budget, boolean seed) {
    static Union of(ProtocolEntry entry) {
      return new Union(entry.budget(), entry.knowledge() == Knowledge.DEFENCE_AND_SEED);
    }
  }

  /**
   * @param clean the answers to the images as they are
   * @param knownClean the same in the draw that is known with the seed
   */
  GivenUpImages(Protocol protocol, int[] labels, Judgement clean, Judgement knownClean) {
    this.protocol = protocol;
    this.labels = labels;
    this.clean = clean;
    this.knownClean = knownClean;
  }

  private boolean aside(ProtocolEntry entry) {
    return protocol.givenUp() == GivenUp.ATTACKED || entry.knowledge().blind();
  }

  private Map<Integer, String> of(ProtocolEntry entry) {
    return unions.computeIfAbsent(
        Union.of(entry),
        union -> {
          Map<Integer, String> sources = new HashMap<>();
          add(sources, SkippedImages.CLEAN, union.seed() ? knownClean : clean);
          return sources;
        });
  }

  private void add(Map<Integer, String> sources, String source, Judgement judgement) {
    for (int i = 0; i < labels.length; i++) {
      if (judgement.lost(i, labels[i])) {
        sources.putIfAbsent(i, source);
      }
    }
  }

  /** The images that an attack, the next one, is not made on. */
  SkippedImages before(ProtocolEntry entry) {
    return aside(entry) ? SkippedImages.NONE : SkippedImages.of(of(entry));
  }

  /** Notes what an attack left. */
  void after(ProtocolEntry entry, Judgement judgement) {
    if (!aside(entry)) {
      add(of(entry), entry.title(), judgement);
    }
  }
}
