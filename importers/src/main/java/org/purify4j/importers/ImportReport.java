package org.purify4j.importers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
  public ImportReport {
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }
}
