package org.purify4j.importers.family;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/**
 * How a checkpoint compares with every family of a list, each looked at once. A family is chosen
 * and never guessed: one must fit, and one only.
 *
 * @param checkpoint the checkpoint
 * @param all every family, in the order of the list
 * @param <I> the kind of importer
 */
public record FamilyMatches<I extends FamilyImporter>(
    Checkpoint checkpoint, List<FamilyMatch<I>> all) {
  private static final int MOST_SHOWN = 4;
  private static final int MOST_CANDIDATES = 6;

  public FamilyMatches {
    all = List.copyOf(all);
  }

  /** Compares a checkpoint with every family. */
  public static <I extends FamilyImporter> FamilyMatches<I> of(
      Checkpoint checkpoint, List<I> importers) {
    return new FamilyMatches<>(
        checkpoint,
        importers.stream()
            .map(importer -> new FamilyMatch<>(importer, importer.recognise(checkpoint)))
            .toList());
  }

  /**
   * The family of a name, or if none is named the one whose signs the checkpoint shows.
   *
   * @throws ImportException if there is none of this name; if none is named and none fits, or
   *     several do
   */
  public FamilyMatch<I> choose(Optional<String> family) {
    return family.isPresent() ? named(family.get()) : only();
  }

  /** Those with at least one sign shown, the nearest first. */
  public List<FamilyMatch<I>> nearest() {
    return nearestFirst().stream().filter(match -> !match.recognition().shown().isEmpty()).toList();
  }

  private FamilyMatch<I> only() {
    List<FamilyMatch<I>> fitting =
        all.stream().filter(match -> match.recognition().fits()).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new ImportException(
        checkpoint.file(),
        fitting.isEmpty()
            ? "no known family: " + misses() + " (the file holds " + beginning() + ")"
            : "more than one family fits: " + names(fitting) + " (name one)");
  }

  /** The family of a name, whether or not the checkpoint shows its signs. */
  private FamilyMatch<I> named(String family) {
    return all.stream()
        .filter(match -> match.family().equals(family))
        .findFirst()
        .orElseThrow(
            () ->
                new ImportException(
                    checkpoint.file(), "family: got " + family + ", must be one of " + names(all)));
  }

  private List<FamilyMatch<I>> nearestFirst() {
    return all.stream()
        .sorted(Comparator.comparingDouble(match -> match.recognition().missedShare()))
        .toList();
  }

  /** The first sign missed of each family, for the nearest ones. */
  private String misses() {
    List<FamilyMatch<I>> sorted = nearestFirst();
    StringJoiner text = new StringJoiner("; ");
    for (FamilyMatch<I> match : sorted.subList(0, Math.min(MOST_CANDIDATES, sorted.size()))) {
      text.add("not " + match.family() + ", which " + match.recognition().missed().get(0));
    }
    if (sorted.size() > MOST_CANDIDATES) {
      text.add("still less " + names(sorted.subList(MOST_CANDIDATES, sorted.size())));
    }
    return text.toString();
  }

  private static String names(List<? extends FamilyMatch<?>> matches) {
    return String.join(", ", matches.stream().map(FamilyMatch::family).toList());
  }

  private String beginning() {
    StringJoiner text = new StringJoiner(", ");
    checkpoint.names().stream()
        .limit(MOST_SHOWN)
        .forEach(name -> text.add(name + " " + checkpoint.info(name)));
    return checkpoint.names().size() > MOST_SHOWN ? text + ", ..." : text.toString();
  }
}
