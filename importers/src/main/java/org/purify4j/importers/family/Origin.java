package org.purify4j.importers.family;

import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.Program;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.importers.checkpoint.Checkpoint;

/**
 * The file that an import reads, and the family of the network in it: asked once, and passed
 * through the import.
 *
 * @param file name of the checkpoint file
 * @param sha256 its SHA-256, in hexadecimal
 * @param container the kind of file, in words
 * @param selection which of its weights were taken, in words
 * @param family name of the network's family
 */
public record Origin(
    String file, String sha256, String container, String selection, String family) {
  /** The note that names the family. */
  public static final String FAMILY = "family";

  private static final String CONTAINER = "container";
  private static final String WEIGHTS = "weights";

  /** The notes of a {@link #provenance}. */
  public static final List<String> NOTES = List.of(FAMILY, CONTAINER, WEIGHTS);

  /**
   * Of a checkpoint and its family; waits for the checkpoint's SHA-256.
   *
   * @throws org.purify4j.importers.checkpoint.ImportException if the file can no longer be read
   */
  public static Origin of(Checkpoint checkpoint, FamilyMatch<?> match) {
    return new Origin(
        checkpoint.file().getFileName().toString(),
        checkpoint.sha256(),
        checkpoint.container().description(),
        checkpoint.selection().describe(),
        match.family());
  }

  /** What an archive keeps of this and of what else was settled. */
  public Provenance provenance(Map<String, Fact> facts) {
    Map<String, String> notes = Map.of(FAMILY, family, CONTAINER, container, WEIGHTS, selection);
    return new Provenance(file, sha256, Program.nameAndVersion(), facts, notes);
  }
}
