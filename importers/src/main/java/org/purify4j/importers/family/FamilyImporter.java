package org.purify4j.importers.family;

import org.purify4j.importers.checkpoint.Checkpoint;

/** Knows one family of networks by the names and shapes of its tensors. */
public interface FamilyImporter {
  /** A short name for command lines and reports, such as {@code adm}. */
  String family();

  /** The networks of this family and their authors, in a few words. */
  String description();

  /** Whether a checkpoint is of this family. */
  Recognition recognise(Checkpoint checkpoint);
}
