package org.purify4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Machine, versions, settings and figures in one file. */
final class JsonReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  static void write(Settings settings, Fork fork, List<CaseResult> results) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("network", "unet-10m").put("unit", "milliseconds per image");
    root.set("machine", JSON.valueToTree(Machine.find()));
    root.set("versions", JSON.valueToTree(settings.versions()));
    ObjectNode how = root.putObject("settings");
    how.put("threads", settings.threads()).put("rounds", settings.rounds());
    how.put("secondsPerRound", settings.seconds());
    how.put("gompSpinCount", System.getenv("GOMP_SPINCOUNT"));
    how.set("jvmArguments", JSON.valueToTree(fork.jvmArguments()));
    results.forEach(result -> root.withArray("cases").add(describe(result)));
    JSON.writeValue(settings.out().toFile(), root);
  }

  private static ObjectNode describe(CaseResult result) {
    ObjectNode node = JSON.createObjectNode();
    node.put("size", result.measured().size()).put("batch", result.measured().batch());
    for (Contender contender : Contender.values()) {
      List<Times> rounds = result.rounds(contender);
      if (rounds.isEmpty()) {
        continue;
      }
      Times pooled = Times.pooled(rounds);
      ObjectNode figures = node.withObject("/results").putObject(contender.name());
      figures.put("median", result.median(contender));
      figures.put("lowerQuartile", pooled.quantile(0.25));
      figures.put("upperQuartile", pooled.quantile(0.75));
      figures.put("calls", pooled.sorted().length);
      figures.set("roundMedians", JSON.valueToTree(rounds.stream().map(Times::median).toList()));
      ratios(result, contender, contender.libtorch(), "toLibtorch", figures);
      if (!contender.withGradient()) {
        ratios(result, contender, Contender.ONNX_RUNTIME_FORWARD, "toOnnxRuntime", figures);
      }
    }
    result.failures().forEach((c, why) -> node.withObject("/skipped").put(c.name(), why));
    return node;
  }

  private static void ratios(
      CaseResult result, Contender contender, Contender other, String name, ObjectNode figures) {
    result.ratio(contender, other).ifPresent(ratio -> figures.put(name, ratio));
    figures.set(name + "ByRound", JSON.valueToTree(result.ratios(contender, other)));
  }
}
