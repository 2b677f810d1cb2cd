package org.purify4j.cli.command.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.FileOutput;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.diffusion.train.TrainingStep;

/** Records the figures of a training, one JSON object a line, and shows its progress. */
final class TrainingLog implements AutoCloseable {
  private static final ObjectMapper LINES =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int RECENT = 50;
  private static final double NANOS = 1e9;

  private final TrainingConfig config;
  private final Terminal terminal;
  private final BufferedWriter out;
  private final LossCurve curve;
  private final ProgressLine progress;
  private final long firstStep;
  private final long begun = System.nanoTime();
  private long last = begun;

  private TrainingLog(
      TrainingConfig config, Terminal terminal, BufferedWriter out, LossCurve curve, long step) {
    this.config = config;
    this.terminal = terminal;
    this.out = out;
    this.curve = curve;
    this.firstStep = step;
    this.progress = ProgressLine.on(terminal, "train");
  }

  /**
   * Opens a new or an existing file. Lines that cannot be read are named on the terminal and left
   * out.
   *
   * @param step the step after which the training continues; later lines of the file are dropped
   */
  static TrainingLog open(Path file, long step, TrainingConfig config, Terminal terminal)
      throws IOException {
    LossCurve curve = LossCurve.empty();
    List<String> kept = new ArrayList<>();
    List<Integer> damaged = new ArrayList<>();
    if (step > 0 && Files.exists(file)) {
      // not Files.readAllLines, which has no message for a damaged byte
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        JsonNode json = whole(lines.get(i));
        if (!isFigure(json)) {
          damaged.add(i + 1);
        } else if (json.path("step").asLong() <= step) {
          kept.add(lines.get(i));
          note(curve, json);
        }
      }
    }
    if (!damaged.isEmpty()) {
      terminal.err().println(leftOut(file, damaged));
    }
    byte[] lines =
        (String.join("\n", kept) + (kept.isEmpty() ? "" : "\n")).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, stream -> stream.write(lines));
    BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                FileOutput.open(file, StandardOpenOption.APPEND), StandardCharsets.UTF_8));
    return new TrainingLog(config, terminal, out, curve, step);
  }

  private static String leftOut(Path file, List<Integer> lines) {
    return "WARNING: "
        + file
        + ": damaged lines: got "
        + lines.size()
        + " (the first is line "
        + lines.get(0)
        + "), must be none; left out of the file and of the chart";
  }

  private static boolean isFigure(JsonNode json) {
    return json.path("step").isIntegralNumber()
        && (json.path("loss").isNumber() || json.path("heldOut").isNumber());
  }

  /** A line as JSON; an incomplete one, as after a full disk, as a missing node. */
  private static JsonNode whole(String line) {
    try {
      return LINES.readTree(line);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static void note(LossCurve curve, JsonNode json) {
    boolean heldOut = json.has("heldOut");
    double loss = json.path(heldOut ? "heldOut" : "loss").asDouble();
    (heldOut ? curve.heldOut() : curve.losses())
        .add(new LossCurve.Point(json.path("step").asLong(), loss));
  }

  /** Adds the figures of a step. */
  void add(TrainingStep step) throws IOException {
    long now = System.nanoTime();
    ObjectNode line = LINES.createObjectNode();
    line.put("step", step.step()).put("loss", step.loss());
    if (config.loss() == TrainingConfig.Loss.HYBRID) {
      line.put("bound", step.bound());
    }
    line.put("gradientNorm", step.gradientNorm());
    line.put("learningRate", step.learningRate());
    line.put("seconds", (now - last) / NANOS);
    last = now;
    write(line);
    double rate = config.batchSize() * (step.step() - firstStep) / ((now - begun) / NANOS);
    progress.show(
        step.step(),
        config.steps(),
        String.format(Locale.ROOT, "loss %.4f, %.0f images/s", curve.recent(RECENT), rate));
  }

  /** Adds the loss on the held-out images. */
  void addHeldOut(long step, double loss) throws IOException {
    write(LINES.createObjectNode().put("step", step).put("heldOut", loss));
    String line = String.format(Locale.ROOT, "step %d: held-out loss %.5f", step, loss);
    progress.aside(() -> terminal.out().println(line));
  }

  private void write(ObjectNode line) throws IOException {
    note(curve, line);
    out.write(LINES.writeValueAsString(line));
    out.newLine();
    out.flush();
  }

  /** The losses so far. */
  LossCurve curve() {
    return curve;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    out.close();
  }
}
