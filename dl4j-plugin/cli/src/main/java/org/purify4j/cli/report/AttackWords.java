package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.purify4j.evaluate.Scenario;

/**
 * An attack in words, so that no accuracy stands without what it was measured under.
 *
 * @param settings of the run, as reports hold them
 * @param images number of images measured
 */
record AttackWords(JsonNode settings, int images) {
  private static final String USUAL_LOSS = "ce";
  private static final Map<String, String> GRADIENTS =
      Map.of(
          "exact", "exact gradient",
          "unguided", "gradient of the unguided chain",
          "bpda", "BPDA",
          "surrogate", "gradient of a surrogate chain");

  /**
   * The title of a column: what the images are, with the attack, its steps, and the number of
   * images.
   */
  String column(Scenario scenario) {
    List<String> words = new ArrayList<>();
    if (scenario != Scenario.CLEAN) {
      words.add(name());
    }
    if (scenario == Scenario.ADAPTIVE) {
      words.add(gradient());
      words.add("EOT " + settings.path("eot").asText("1"));
    }
    words.add("n=" + images);
    return scenario.title() + " (" + String.join(", ", words) + ")";
  }

  /** The caption of a table with such columns. */
  String caption(String measured) {
    StringBuilder text = new StringBuilder(measured + " on " + images + " images");
    if (settings.path("draws").isNumber()) {
      int draws = settings.get("draws").asInt();
      text.append(", ").append(draws).append(draws == 1 ? " draw" : " draws").append(" each");
    }
    if (settings.hasNonNull("eps")) {
      text.append("; attack: ").append(name()).append(", ").append(budget());
    }
    return text.append('.').toString();
  }

  private String gradient() {
    String mode = settings.path("gradient").asText();
    String words = GRADIENTS.getOrDefault(mode, mode);
    return settings.has("surrogate") ? words + " " + settings.get("surrogate").asText() : words;
  }

  private String name() {
    String name = settings.path("attack").asText("attack");
    StringBuilder words = new StringBuilder(name);
    if (settings.has("steps")) {
      words.append('-').append(settings.get("steps").asText());
    }
    String loss = settings.path("loss").asText(USUAL_LOSS);
    if (!loss.equals(USUAL_LOSS)) {
      words.append(' ').append(loss);
    }
    for (JsonNode transform : settings.path("transforms")) {
      words.append(" + ").append(transform.asText());
    }
    if (settings.has("goal")) {
      words.append(" towards ").append(settings.get("goal").asText());
    }
    if (settings.path("restarts").asInt(1) > 1) {
      words.append(" × ").append(settings.get("restarts").asText());
    }
    return words.toString();
  }

  private String budget() {
    return BudgetWords.of(settings.path("norm").asText(), settings.get("eps").asDouble());
  }
}
