package org.purify4j.importers.family;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** Chooses the importer for a checkpoint, and never guesses: one must fit, and one only. */
public final class FamilyChoice {
  private static final int MOST_SHOWN = 4;
  private static final int MOST_CANDIDATES = 6;

  /** A family that the checkpoint is not of. */
  private record Miss(String family, Recognition recognition) {
    private String says() {
      return "not " + family + ", which " + recognition.missed().get(0);
    }
  }

  private FamilyChoice() {}

  /**
   * The one importer whose signs the checkpoint shows.
   *
   * @throws ImportException naming the candidates if none fits or several do
   */
  public static <I extends FamilyImporter> I recognise(Checkpoint checkpoint, List<I> importers) {
    List<I> fitting = new ArrayList<>();
    List<Miss> misses = new ArrayList<>();
    for (I importer : importers) {
      Recognition recognition = importer.recognise(checkpoint);
      if (recognition.fits()) {
        fitting.add(importer);
      } else {
        misses.add(new Miss(importer.family(), recognition));
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw new ImportException(
          checkpoint.file(),
          "no known family: "
              + nearest(misses)
              + " (the file holds "
              + beginning(checkpoint)
              + ")");
    }
    throw new ImportException(
        checkpoint.file(), "more than one family fits: " + names(fitting) + " (name one)");
  }

  /**
   * The importer of a name, whether or not it recognises the checkpoint.
   *
   * @throws ImportException if there is none of this name
   */
  public static <I extends FamilyImporter> I named(
      Checkpoint checkpoint, List<I> importers, String family) {
    for (I importer : importers) {
      if (importer.family().equals(family)) {
        return importer;
      }
    }
    throw new ImportException(
        checkpoint.file(), "family: got " + family + ", must be one of " + names(importers));
  }

  /** The first sign missed by each, those that lack the smallest share of signs first. */
  private static String nearest(List<Miss> misses) {
    List<Miss> sorted = new ArrayList<>(misses);
    sorted.sort(Comparator.comparingDouble(miss -> miss.recognition().missedShare()));
    StringJoiner text = new StringJoiner("; ");
    sorted.stream().limit(MOST_CANDIDATES).forEach(miss -> text.add(miss.says()));
    if (sorted.size() > MOST_CANDIDATES) {
      List<String> others = sorted.stream().skip(MOST_CANDIDATES).map(Miss::family).toList();
      text.add("still less " + String.join(", ", others));
    }
    return text.toString();
  }

  private static String names(List<? extends FamilyImporter> importers) {
    return String.join(", ", importers.stream().map(FamilyImporter::family).toList());
  }

  private static String beginning(Checkpoint checkpoint) {
    StringJoiner text = new StringJoiner(", ");
    checkpoint.names().stream()
        .limit(MOST_SHOWN)
        .forEach(name -> text.add(name + " " + checkpoint.info(name)));
    return checkpoint.names().size() > MOST_SHOWN ? text + ", ..." : text.toString();
  }
}
