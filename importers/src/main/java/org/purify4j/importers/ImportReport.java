package org.purify4j.importers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.importers.unet.Program;

/**
 * What was imported, and on what grounds.
 *
 * @param file name of the checkpoint file
 * @param sha256 its fingerprint
 * @param container the kind of file
 * @param selection which of its weights were taken
 * @param family the family of the network
 * @param tensors number of tensors
 * @param parameters number of scalars in the tensors that are floating-point
 * @param notes hyper-parameters by name, each with its value and whether it was inferred, given or
 *     assumed
 */
public record ImportReport(
    String file,
    String sha256,
    String container,
    String selection,
    String family,
    int tensors,
    long parameters,
    Map<String, String> notes) {
  private static final String FAMILY = "family";
  private static final String CONTAINER = "container";
  private static final String WEIGHTS = "weights";

  /** Notes of a {@link #provenance} that are no hyper-parameters. */
  public static final List<String> ABOUT_THE_FILE = List.of(FAMILY, CONTAINER, WEIGHTS);

  public ImportReport {
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /** What an archive keeps of this. */
  public Provenance provenance() {
    Map<String, String> all = new LinkedHashMap<>(notes);
    all.put(FAMILY, family);
    all.put(CONTAINER, container);
    all.put(WEIGHTS, selection);
    return new Provenance(file, sha256, Program.NAME, all);
  }
}
