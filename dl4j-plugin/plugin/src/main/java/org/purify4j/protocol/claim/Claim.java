package org.purify4j.protocol.claim;

import java.util.List;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.RunSettings;

/**
 * A claim of robustness: everything that a stranger needs to check it, but for the files that it
 * names by their digests, and the adversarial images beside it. It holds no time, so that equal
 * runs give equal claims.
 *
 * @param formatVersion of the JSON form; {@value #FORMAT_VERSION}
 * @param environment program, software and hardware that it was computed with
 * @param files that it is based on: victim, diffusion model, data
 * @param assumptions what was assumed when they were imported
 * @param protocol by which was judged, with all attacks
 * @param settings seed and batch
 * @param imagesSha256 digest of the archive of adversarial images
 * @param ids id of each image
 * @param labels true class of each image
 * @param defences what was found, image by image
 * @param findings of the diagnostics of the attacks on each defence
 * @param notes what a reader should know of the files
 */
public record Claim(
    int formatVersion,
    Environment environment,
    List<FileReference> files,
    List<Assumption> assumptions,
    Protocol protocol,
    RunSettings settings,
    String imagesSha256,
    long[] ids,
    int[] labels,
    List<DefenceOutcome> defences,
    List<DefenceFindings> findings,
    List<String> notes) {
  /** The format version that is written. */
  public static final int FORMAT_VERSION = 1;

  public Claim {
    files = List.copyOf(files);
    assumptions = List.copyOf(assumptions);
    defences = List.copyOf(defences);
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
    if (ids.length != labels.length || labels.length == 0 || defences.isEmpty()) {
      throw new IllegalArgumentException(
          "ids, labels, defences: got "
              + ids.length
              + ", "
              + labels.length
              + " and "
              + defences.size()
              + ", must be one id and label for each image, and a defence");
    }
    for (DefenceFindings of : findings) {
      if (defences.stream().noneMatch(defence -> defence.name().equals(of.defence()))) {
        throw new IllegalArgumentException(
            "findings: got some of " + of.defence() + ", must be of a defence that is claimed");
      }
    }
    for (DefenceOutcome defence : defences) {
      defence.requireConsistent(protocol, labels);
    }
  }

  /**
   * The diagnostics that failed for a defence, each once. Its figures are not to be believed if
   * there are such.
   *
   * @param defence its name
   */
  public List<String> failed(String defence) {
    return findings.stream()
        .filter(of -> of.defence().equals(defence))
        .flatMap(of -> of.failed().stream())
        .distinct()
        .toList();
  }

  /** The defence of a name. */
  DefenceOutcome defence(String name) {
    return defences.stream()
        .filter(defence -> defence.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("defence: got " + name + ", which is not claimed"));
  }
}
