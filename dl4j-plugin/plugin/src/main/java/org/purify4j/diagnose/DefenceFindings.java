package org.purify4j.diagnose;

import java.util.List;

/**
 * The findings about one defence.
 *
 * @param defence its name
 * @param images number of images that were examined
 * @param findings one for each diagnostic
 */
public record DefenceFindings(String defence, int images, List<Finding> findings) {
  public DefenceFindings {
    findings = List.copyOf(findings);
  }

  /** The names of the diagnostics that failed. */
  public List<String> failed() {
    return findings.stream()
        .filter(finding -> finding.verdict() == Verdict.FAILS)
        .map(Finding::name)
        .toList();
  }
}
