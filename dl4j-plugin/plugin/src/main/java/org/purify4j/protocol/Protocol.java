package org.purify4j.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.purify4j.diffusion.catalogue.Bound;

/**
 * How classifiers are judged.
 *
 * @param name of the protocol
 * @param images how many it is meant for
 * @param draws fresh draws of each image by which a classifier with noise is judged, at least
 *     {@value #FEWEST_DRAWS}
 * @param rule by which draws become the deployed answer
 * @param givenUp whether images that are given up are attacked again
 * @param examined how the attacks on a defence are examined
 * @param entries the attacks, in their order
 */
public record Protocol(
    String name,
    int images,
    int draws,
    DeployedRule rule,
    GivenUp givenUp,
    Examined examined,
    List<ProtocolEntry> entries) {
  /** The fewest draws that tell worst from mean. */
  public static final int FEWEST_DRAWS = 8;

  public Protocol {
    entries = List.copyOf(entries);
    if (draws < FEWEST_DRAWS) {
      throw new IllegalArgumentException(
          "draws: got " + draws + ", must be at least " + FEWEST_DRAWS + " under a protocol");
    }
    Bound.DRAWS.require("draws", draws);
    if (images < 1 || entries.isEmpty()) {
      throw new IllegalArgumentException(
          "images, entries: got "
              + images
              + " and "
              + entries.size()
              + ", must be at least one of each");
    }
    Set<String> titles = new HashSet<>();
    for (ProtocolEntry entry : entries) {
      if (!titles.add(entry.title())) {
        throw new IllegalArgumentException(
            "entries: got " + entry.title() + " twice, must be different ones");
      }
    }
  }

  /** The same with another number of draws. */
  public Protocol withDraws(int newDraws) {
    return new Protocol(name, images, newDraws, rule, givenUp, examined, entries);
  }

  /** The same with other attacks. */
  public Protocol withEntries(List<ProtocolEntry> newEntries) {
    return new Protocol(name, images, draws, rule, givenUp, examined, newEntries);
  }

  /** The same with another deployed rule. */
  public Protocol withRule(DeployedRule newRule) {
    return new Protocol(name, images, draws, newRule, givenUp, examined, entries);
  }

  /** The same where images that are given up are attacked again, or not. */
  public Protocol withGivenUp(GivenUp newGivenUp) {
    return new Protocol(name, images, draws, rule, newGivenUp, examined, entries);
  }

  /** The same with another examination. */
  public Protocol withExamined(Examined newExamined) {
    return new Protocol(name, images, draws, rule, givenUp, newExamined, entries);
  }
}
