package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.ProtocolResult.SpentTime;
import org.purify4j.protocol.UnionFigure;
import org.purify4j.protocol.claim.Claim;

/**
 * What a report on a protocol tells: a claim, and the times, which are in no claim.
 *
 * @param claim what was found
 * @param times what each part of the work took
 * @param created when the report was made, in UTC, ISO 8601
 */
public record ProtocolReport(Claim claim, List<SpentTime> times, String created) {
  /** Number of images. */
  int images() {
    return claim.labels().length;
  }

  /** The time of a part of the work, in seconds. */
  double seconds(String defence, String work) {
    return times.stream()
        .filter(time -> time.defence().equals(defence) && time.work().equals(work))
        .mapToDouble(SpentTime::seconds)
        .sum();
  }

  /**
   * How many of the images that an attack was made on it broke: those that the deployed rule gets
   * right before and not after; for one draw, the sum of what it took from the share of each.
   */
  double broken(DefenceOutcome defence, AttackOutcome attack) {
    return defence.broken(attack, claim.protocol().rule(), claim.labels());
  }

  /** The figures without the answers to single images, which the claim has. */
  public ObjectNode json() {
    ObjectNode json = JsonFile.JSON.createObjectNode();
    json.put("formatVersion", Claim.FORMAT_VERSION).put("created", created);
    json.put("protocol", claim.protocol().name()).put("images", images());
    json.put("draws", claim.protocol().draws());
    json.put("rule", claim.protocol().rule().name());
    json.put("givenUp", claim.protocol().givenUp().name());
    json.set("findings", JsonFile.JSON.valueToTree(claim.findings()));
    json.set("notes", JsonFile.JSON.valueToTree(claim.notes()));
    ObjectNode defences = json.putObject("defenses");
    for (DefenceOutcome defence : claim.defences()) {
      ObjectNode of = defences.putObject(defence.name());
      of.set("clean", JsonFile.JSON.valueToTree(defence.cleanFigures()));
      List<String> failed = claim.failed(defence.name());
      of.set("failedDiagnostics", JsonFile.JSON.valueToTree(failed));
      for (UnionFigure union : failed.isEmpty() ? defence.unions() : List.<UnionFigure>of()) {
        of.withObject("/unions").set(union.title(), JsonFile.JSON.valueToTree(union.accuracy()));
      }
      for (AttackOutcome attack : defence.attacks()) {
        ObjectNode row = JsonFile.JSON.createObjectNode();
        row.set("settings", attack.attack());
        row.put("knowledge", attack.entry().knowledge().name());
        row.put("gradient", attack.entry().gradient().name());
        row.put("attacked", attack.attacked());
        row.set("accuracy", JsonFile.JSON.valueToTree(attack.figures()));
        row.set("bill", JsonFile.JSON.valueToTree(attack.bill()));
        row.put("seconds", seconds(defence.name(), attack.entry().title()));
        row.put("broken", broken(defence, attack));
        row.set("stages", JsonFile.JSON.valueToTree(attack.stages()));
        of.withObject("/attacks").set(attack.entry().title(), row);
      }
      of.set("leftOut", JsonFile.JSON.valueToTree(defence.leftOut()));
    }
    return json;
  }
}
