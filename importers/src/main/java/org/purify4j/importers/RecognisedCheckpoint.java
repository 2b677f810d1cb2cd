package org.purify4j.importers;

import java.util.Optional;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.FamilyMatch;

/**
 * An open checkpoint whose family is settled, with what the user said about it: all that an import
 * needs.
 *
 * @param checkpoint is closed by whoever opened it
 * @param match its family
 * @param options what was said about it
 * @param <I> the kind of importer
 */
public record RecognisedCheckpoint<I extends FamilyImporter>(
    Checkpoint checkpoint, FamilyMatch<I> match, ImportOptions options) {

  /** This as a checkpoint of a narrower kind; empty if its family is of another. */
  public <J extends FamilyImporter> Optional<RecognisedCheckpoint<J>> as(Class<J> kind) {
    return kind.isInstance(match.importer())
        ? Optional.of(
            new RecognisedCheckpoint<>(
                checkpoint,
                new FamilyMatch<>(kind.cast(match.importer()), match.recognition()),
                options))
        : Optional.empty();
  }
}
