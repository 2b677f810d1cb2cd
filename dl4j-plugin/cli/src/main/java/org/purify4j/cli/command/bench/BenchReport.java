package org.purify4j.cli.command.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.purify4j.cli.report.TextTable;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/**
 * The figures of {@code bench}.
 *
 * @param files the model, and the victim if there is one
 * @param purifiers settings of the purifiers, by name
 * @param size height and width of the images, in pixels
 * @param batch images per call
 * @param environment machine and libraries
 * @param figures in the order in which they were measured
 */
record BenchReport(
    List<FileReference> files,
    Map<String, PurifierConfig> purifiers,
    int size,
    int batch,
    Environment environment,
    List<BenchFigure> figures) {
  private static final long MEBIBYTE = 1L << 20;
  private static final String UNKNOWN = "unknown here";

  void print(PrintStream out) {
    out.println("images     " + size + "x" + size + " pixels, " + batch + " at once");
    out.println("engine     " + environment.engine());
    out.println("backend    " + environment.backend() + ", " + environment.threads() + " threads");
    out.println("processor  " + environment.processor());
    out.println();
    List<String> header =
        List.of(
            "measured",
            "unit",
            "median",
            "quartiles",
            "runs",
            "outside networks",
            "peak memory so far");
    out.print(new TextTable(header, figures.stream().map(BenchReport::row).toList()));
  }

  private static List<String> row(BenchFigure figure) {
    return List.of(
        figure.name(),
        figure.unit(),
        number(figure.median()),
        number(figure.lowerQuartile()) + " - " + number(figure.upperQuartile()),
        String.valueOf(figure.runs()),
        figure.outside().isPresent()
            ? String.format(Locale.ROOT, "%.1f %%", 100 * figure.outside().getAsDouble())
            : "",
        figure.peakBytes().isPresent()
            ? figure.peakBytes().getAsLong() / MEBIBYTE + " MiB"
            : UNKNOWN);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  ObjectNode json() throws IOException {
    ObjectNode root = JsonFile.JSON.createObjectNode();
    root.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("size", size).put("batch", batch);
    root.put("threads", environment.threads());
    for (BenchFigure figure : figures) {
      ObjectNode node = root.withArray("figures").addObject();
      node.put("name", figure.name()).put("unit", figure.unit()).put("median", figure.median());
      node.put("lowerQuartile", figure.lowerQuartile());
      node.put("upperQuartile", figure.upperQuartile());
      node.put("runs", figure.runs());
      figure.outside().ifPresent(part -> node.put("outsideNetworks", part));
      figure.peakBytes().ifPresent(bytes -> node.put("peakResidentBytes", bytes));
    }
    ObjectNode settings = root.putObject("purifiers");
    for (Map.Entry<String, PurifierConfig> purifier : purifiers.entrySet()) {
      settings.set(purifier.getKey(), JsonFile.JSON.readTree(purifier.getValue().toJson()));
    }
    root.set("files", JsonFile.JSON.valueToTree(files));
    root.set("environment", JsonFile.JSON.valueToTree(environment));
    return root;
  }
}
