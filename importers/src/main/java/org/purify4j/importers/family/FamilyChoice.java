package org.purify4j.importers.family;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** Chooses the importer for a checkpoint, and never guesses: one must fit, and one only. */
public final class FamilyChoice {
  private static final int MOST_SHOWN = 4;

  private FamilyChoice() {}

  /**
   * The one importer whose signs the checkpoint shows.
   *
   * @throws ImportException naming the candidates if none fits or several do
   */
  public static <I extends FamilyImporter> I recognise(Checkpoint checkpoint, List<I> importers) {
    List<I> fitting = new ArrayList<>();
    StringJoiner misses = new StringJoiner("; ");
    for (I importer : importers) {
      Recognition recognition = importer.recognise(checkpoint);
      if (recognition.fits()) {
        fitting.add(importer);
      } else {
        misses.add("not " + importer.family() + ", which " + recognition.missed().get(0));
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw new ImportException(
          checkpoint.file(),
          "no known family: " + misses + " (the file holds " + beginning(checkpoint) + ")");
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
