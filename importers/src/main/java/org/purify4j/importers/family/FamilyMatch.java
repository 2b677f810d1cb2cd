package org.purify4j.importers.family;

/**
 * A family, and how a checkpoint compares with it.
 *
 * @param importer of the family
 * @param recognition which of the family's signs the checkpoint shows
 * @param <I> the kind of importer
 */
public record FamilyMatch<I extends FamilyImporter>(I importer, Recognition recognition) {
  /** The name of the family. */
  public String family() {
    return importer.family();
  }
}
