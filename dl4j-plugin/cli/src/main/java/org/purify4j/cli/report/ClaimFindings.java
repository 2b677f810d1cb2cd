package org.purify4j.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.protocol.claim.Claim;

/** What diagnostics found about the attacks of a claim, for each defence that was examined. */
final class ClaimFindings {
  private ClaimFindings() {}

  /**
   * The findings of a claim that name their defence.
   *
   * @throws IllegalArgumentException if one that does is none
   */
  static List<DefenceFindings> of(Claim claim) {
    JsonNode tree = JsonFile.JSON.valueToTree(claim.findings());
    List<DefenceFindings> found = new ArrayList<>();
    for (JsonNode node : tree) {
      if (node.has("defence")) {
        try {
          found.add(JsonFile.JSON.treeToValue(node, DefenceFindings.class));
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException(
              "findings: got " + node + ", must be those about a defence", e);
        }
      }
    }
    return found;
  }

  /** The diagnostics of the attacks on a defence that failed. */
  static List<String> failed(Claim claim, String defence) {
    return of(claim).stream()
        .filter(found -> found.defence().equals(defence))
        .flatMap(found -> found.failed().stream())
        .toList();
  }

  /** The curves that they give; diagnostics attack in the first budget of a protocol. */
  static List<StrengthCurve> curves(Claim claim) {
    String norm = claim.protocol().entries().get(0).norm().name().toLowerCase(Locale.ROOT);
    return StrengthCurves.of(of(claim), norm);
  }
}
