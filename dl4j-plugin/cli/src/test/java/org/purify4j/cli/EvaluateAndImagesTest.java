package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.victim.Dl4jVictim;

class EvaluateAndImagesTest {
  @TempDir Path dir;
  private Path model;
  private Path victim;
  private Path data;

  @BeforeEach
  void importBoth() throws IOException {
    TinyInputs inputs = TinyInputs.in(dir, 3);
    model = inputs.model();
    victim = inputs.victim();
    data = inputs.data();
  }

  private JsonNode evaluate(String out, Object... more) throws IOException {
    Object[] words = new Object[9 + more.length];
    Object[] first = {
      "evaluate",
      "--victim",
      victim,
      "--model",
      model,
      "--data",
      "cifar10:" + data,
      "--out",
      dir.resolve(out)
    };
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    CommandRun run = CommandRun.of(words).expect(0);
    assertEquals("", run.complaints());
    assertTrue(run.out().startsWith("Accuracy on 3 images"), run.out());
    return JsonFile.JSON.readTree(dir.resolve(out).resolve("report.json").toFile());
  }

  @Test
  void reportHoldsAllThreeScenariosAndTheCost() throws IOException {
    JsonNode report =
        evaluate(
            "a",
            "--timestep",
            40,
            "--nfe",
            2,
            "--gradient",
            "exact",
            "--steps",
            2,
            "--draws",
            2,
            "--seed",
            9);
    assertEquals(2, report.get("defenses").size());
    JsonNode defended = report.at("/defenses/1");
    assertEquals("t=40 nfe=2", defended.get("name").asText());
    assertEquals(2, defended.get("networkCallsPerImage").asDouble());
    assertEquals(3, defended.get("accuracy").size());
    assertEquals(9, report.at("/settings/seed").asInt());
    assertEquals(64, report.at("/files/0/sha256").asText().length());
    assertEquals(3, report.get("images").size());
    assertTrue(
        assumes(report, "model") && assumes(report, "victim"), report.get("assumptions") + "");
    String markdown = Files.readString(dir.resolve("a/report.md"));
    assertTrue(markdown.contains("## Assumed at import"), markdown);
    assertTrue(markdown.contains("| batch size") && markdown.contains("| step size"), markdown);
    String page = Files.readString(dir.resolve("a/report.html"));
    assertTrue(page.contains("<th scope=\"row\">t=40 nfe=2</th>"), "no table");
    assertTrue(page.contains("Assumed at import") && page.contains("data:image/png"), "no grid");
    assertEquals("LEFT_OUT", defended.get("firstCall").asText());
    assertEquals(2, report.at("/images/2/predictions/t=40 nfe=2/ADAPTIVE").size());
    for (String file : new String[] {"report.md", "config.json", "grid.png"}) {
      assertTrue(Files.size(dir.resolve("a").resolve(file)) > 0, file);
    }
    assertTrue(ImageIO.read(dir.resolve("a/grid.png").toFile()).getWidth() > 5 * 128);
  }

  private static boolean assumes(JsonNode report, String role) {
    return report.get("assumptions").findValuesAsText("role").contains(role);
  }

  /** A network that purifies its input is not called undefended, and its calls are counted. */
  @Test
  void aWrappedVictimIsNamedForWhatItIs() throws IOException {
    JsonNode bare = evaluate("bare", "--timestep", 40, "--nfe", 2, "--steps", 1);
    PurifierReference purifier =
        PurifierReference.of(
            model,
            PurifierConfig.of(new NoiseLevel.Timestep(40))
                .withRespacing(new Respacing.Evenly(2))
                .withSeed(5));
    Path graph = dir.resolve("graph.zip");
    ClassifierArchive.write(
        PurifiedNetwork.wrap(
            ModelSerializer.restoreComputationGraph(victim.toFile(), false), purifier),
        ClassifierArchive.provenance(victim).orElseThrow(),
        graph);
    Path layers = dir.resolve("layers.zip");
    ModelSerializer.writeModel(
        PurifiedNetwork.wrap(denseLayers(), purifier), layers.toFile(), false);
    for (Path wrapped : new Path[] {graph, layers}) {
      CommandRun inspected = CommandRun.of("inspect", wrapped).expect(0);
      assertTrue(inspected.out().contains("purifies its input by: " + model), inspected.out());
      Path out = dir.resolve("wrapped");
      Object[] words = {
        "evaluate",
        "--victim",
        wrapped,
        "--data",
        "cifar10:" + data,
        "--out",
        out,
        "--gradient",
        "exact",
        "--steps",
        1,
        "--draws",
        2
      };
      CommandRun run = CommandRun.of(words).expect(0);
      assertTrue(run.out().contains("| as saved "), run.out());
      assertTrue(run.out().contains(wrapped + " is a network that purifies its input"), run.out());
      String markdown = Files.readString(out.resolve("report.md"));
      assertTrue(markdown.contains("| as saved "), markdown);
      assertTrue(markdown.contains("| model of the victim"), markdown);
      JsonNode report = JsonFile.JSON.readTree(out.resolve("report.json").toFile());
      assertEquals("as saved", report.at("/defenses/1/name").asText());
      String unknown = wrapped + " does not say where its classifier came from";
      assertEquals(wrapped.equals(graph), assumes(report, "victim"), "assumptions");
      assertEquals(
          wrapped.equals(graph),
          run.out().lines().anyMatch(line -> line.startsWith("victim: ")),
          run.out());
      assertEquals(wrapped.equals(layers), run.out().contains(unknown), run.out());
      assertEquals(wrapped.equals(layers), markdown.contains(unknown), markdown);
      assertEquals(2, report.at("/defenses/1/networkCallsPerImage").asDouble());
      assertEquals(0, report.at("/defenses/0/networkCallsPerImage").asDouble());
      assertEquals("evenly2", report.at("/defenses/1/settings/respacing").asText());
      if (wrapped.equals(graph)) {
        for (int i = 0; i < 3; i++) {
          assertEquals(
              bare.get("images").get(i).at("/predictions/undefended/CLEAN"),
              report.get("images").get(i).at("/predictions/undefended/CLEAN"));
        }
      }
    }
    Path moved = Files.createDirectories(dir.resolve("moved")).resolve("network.zip");
    Files.move(layers, moved);
    Path elsewhere = Files.move(model, dir.resolve("kept.zip"));
    Object[] ofMoved = {
      "evaluate", "--victim", moved, "--data", "cifar10:" + data, "--out", dir.resolve("again")
    };
    CommandRun missing = CommandRun.of(ofMoved).expect(1);
    assertTrue(missing.err().contains(model + ": does not exist"), missing.err());
    assertTrue(missing.err().contains("or beside the network, for ./purify"), missing.err());
    assertEquals(1, missing.errorLines().size(), missing.err());
    Path beside = Files.copy(elsewhere, moved.resolveSibling(model.getFileName()));
    Files.writeString(model, "another file, whose digest is nobody's concern");
    CommandRun.of(ofMoved).expect(0);
    String json = Files.readString(dir.resolve("again/report.json"));
    assertTrue(json.contains(beside.toString()), json);
    assertFalse(json.contains(model.toString()), json);
    Files.move(elsewhere, model, StandardCopyOption.REPLACE_EXISTING);
    CommandRun sweep =
        CommandRun.of(
            "sweep",
            "--victim",
            graph,
            "--model",
            model,
            "--data",
            "cifar10:" + data,
            "--timesteps",
            40,
            "--nfes",
            1,
            "--out",
            dir.resolve("sweep"));
    assertTrue(
        sweep.expect(1).err().contains("graph.zip: is a network that purifies its input"),
        sweep.err());
    assertTrue(sweep.err().contains("(PurifiedNetwork.unwrap gives it)"), sweep.err());
    assertEquals("", sweep.out());
    assertFalse(Files.exists(dir.resolve("sweep")), "nothing is written for what is refused");
  }

  /** Transfer learning puts the purification into a vertex that freezes it. */
  @Test
  void aFrozenPurificationIsSeen() throws IOException {
    PurifierReference purifier =
        PurifierReference.of(model, PurifierConfig.of(new NoiseLevel.Timestep(40)));
    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(denseLayers(), purifier);
    String hidden =
        graph
            .getConfiguration()
            .getVertexInputs()
            .get(graph.getConfiguration().getNetworkOutputs().get(0))
            .get(0);
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(graph).setFeatureExtractor(hidden).build();
    Path file = dir.resolve("frozen.zip");
    ModelSerializer.writeModel(frozen, file.toFile(), false);
    SavedClassifier saved = SavedClassifier.load(file);
    assertEquals(purifier.sha256(), saved.purifier().orElseThrow().sha256());
    INDArray images = Nd4j.zeros(DataType.FLOAT, 2, 3, 32, 32);
    try (Dl4jVictim bare = Dl4jVictim.of(denseLayers());
        Dl4jVictim found = saved.victim()) {
      assertEquals(bare.logits(images), found.logits(images));
    }
  }

  private static MultiLayerNetwork denseLayers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(new OutputLayer.Builder().nOut(10).build())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build());
    network.init();
    return network;
  }

  @Test
  void predictionsDependOnTheSeedAndNotOnTheBatch() throws IOException {
    Object[] options = {"--timestep", 300, "--nfe", 2, "--steps", 1, "--draws", 2};
    JsonNode one = evaluate("one", with(options, "--batch", 1)).get("images");
    assertEquals(one, evaluate("all", with(options, "--batch", 8)).get("images"));
  }

  @Test
  void decidedImagesTakeFewerCallsAndGetTheSameClass() throws IOException {
    Object[] options = {"--timestep", 300, "--nfe", 2, "--attack", "none", "--batch", 1};
    Object[] votes = with(options, "--votes", 5, "--vote-rule", "majority");
    JsonNode all = evaluate("all", votes);
    JsonNode early = evaluate("early", with(votes, "--early-exit", "decided"));
    assertEquals(10, all.at("/defenses/1/networkCallsPerImage").asDouble());
    double calls = early.at("/defenses/1/networkCallsPerImage").asDouble();
    assertTrue(calls >= 6 && calls < 10, "calls: " + calls);
    assertEquals("decided", early.at("/defenses/1/settings/earlyExit").asText());
    for (int i = 0; i < 3; i++) {
      assertEquals(prediction(all, i), prediction(early, i));
    }
  }

  private static JsonNode prediction(JsonNode report, int image) {
    String defence = report.at("/defenses/1/name").asText();
    return report.get("images").get(image).get("predictions").get(defence);
  }

  private static Object[] with(Object[] options, Object... more) {
    Object[] all = java.util.Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }

  @Test
  void modelsAndVictimsAreNotMistakenForEachOther() {
    Path out = dir.resolve("out");
    CommandRun run =
        CommandRun.of("evaluate", "--victim", model, "--data", "cifar10:" + data, "--out", out);
    assertTrue(run.expect(1).err().contains("is a diffusion model, must be a DL4J network"));
    CommandRun other = CommandRun.of("images", data, "--model", victim, "--out", out);
    assertTrue(other.expect(1).err().contains("is a DL4J network, must be a diffusion model"));
    assertFalse(Files.exists(out));
  }

  @Test
  void imagesArePurifiedToFilesOfTheirName() throws IOException {
    Path in = Files.createDirectory(dir.resolve("in"));
    INDArray grey = Nd4j.valueArrayOf(new long[] {1, 3, 16, 24}, 0.5, DataType.FLOAT);
    ImageFiles.write(grey, in.resolve("grey.png"));
    Path out = dir.resolve("purified");
    CommandRun.of("images", in, "--model", model, "--timestep", 30, "--nfe", 2, "--out", out)
        .expect(0);
    INDArray purified = ImageFiles.read(out.resolve("grey.png"));
    assertEquals(24, purified.size(3));
    assertTrue(purified.sub(grey).amaxNumber().doubleValue() > 1 / 255.0, "nothing was done");
    JsonNode record = JsonFile.JSON.readTree(out.resolve("images.json").toFile());
    assertEquals(1, record.get("images").size());
    assertTrue(assumes(record, "model"), record.toString());
    assertEquals("evenly2", record.at("/purifier/respacing").asText());
  }

  @Test
  void sizesTheNetworkCannotTakeAreNamed() throws IOException {
    Path odd = dir.resolve("odd.png");
    ImageFiles.write(Nd4j.zeros(DataType.FLOAT, 1, 3, 15, 16), odd);
    CommandRun run =
        CommandRun.of(
            "images", odd, "--model", model, "--timestep", 30, "--out", dir.resolve("odd-out"));
    assertTrue(
        run.expect(1).err().contains("odd.png: images: got 15×16 pixels, must be a multiple of"),
        run.err());
  }

  @Test
  void anInputIsNotOverwritten() throws IOException {
    Path picture = dir.resolve("p.png");
    ImageFiles.write(Nd4j.zeros(DataType.FLOAT, 1, 3, 16, 16), picture);
    CommandRun.of("images", picture, "--model", model, "--timestep", 30, "--out", dir).expect(1);
  }
}
