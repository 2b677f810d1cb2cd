package org.purify4j.importers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.importers.family.Origin;

/**
 * What was imported, and on what grounds.
 *
 * @param origin the checkpoint file and the network's family
 * @param tensors number of tensors
 * @param parameters number of scalars in the tensors that are floating-point
 * @param facts every hyper-parameter by name, and what its value rests on, in the order in which
 *     they were settled
 * @param notices what a user should know of the import, each in a line
 */
public record ImportReport(
    Origin origin, int tensors, long parameters, Map<String, Fact> facts, List<String> notices) {
  public ImportReport {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    notices = List.copyOf(notices);
  }

  /** What an archive keeps of this. */
  public Provenance provenance() {
    return origin.provenance(facts);
  }
}
