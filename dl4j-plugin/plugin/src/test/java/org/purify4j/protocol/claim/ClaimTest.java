package org.purify4j.protocol.claim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diagnose.Diagnostic;
import org.purify4j.diagnose.Diagnostics;
import org.purify4j.diagnose.Finding;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.CostEstimate;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.Deployment;
import org.purify4j.protocol.Examined;
import org.purify4j.protocol.GivenUp;
import org.purify4j.protocol.KeyedClassifier;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolResult;
import org.purify4j.protocol.ProtocolRun;
import org.purify4j.protocol.RunIdentity;
import org.purify4j.protocol.RunSettings;
import org.purify4j.protocol.TinyProtocol;
import org.purify4j.protocol.UnitFolder;

class ClaimTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RunSettings SETTINGS = new RunSettings(3, 3);
  private static final LabelledImages IMAGES = KeyedClassifier.images(8);
  private static final Protocol PROTOCOL =
      TinyProtocol.of(DeployedRule.ONE_DRAW)
          .withGivenUp(GivenUp.SKIPPED)
          .withExamined(new Examined(2, 1, 1));
  private static final KeyedClassifier WEAK = new KeyedClassifier(1, 0.4);
  private static final Environment ENVIRONMENT =
      new Environment("program 1", Map.of("library", "2"), "17", "os", "cpu", 2, "b", "e", 1);

  @TempDir Path dir;

  private static ClaimFile.Grounds grounds() {
    return new ClaimFile.Grounds(
        ENVIRONMENT,
        List.of(new FileReference("victim", "victim.zip", "ab".repeat(32))),
        List.of(),
        List.of("a note"));
  }

  /** Runs, or goes on with what a folder holds. */
  private static Claim run(Path folder, Deployment deployment) throws IOException {
    RunIdentity identity =
        RunIdentity.of(
            PROTOCOL, SETTINGS, List.of(deployment), IMAGES, grounds().files(), ENVIRONMENT);
    UnitFolder units = new UnitFolder(folder.resolve("parts"), identity.sha256());
    ProtocolRun run =
        ProtocolRun.of(PROTOCOL, IMAGES, SETTINGS, Optional.of(units), List.of(deployment));
    ProtocolResult result = run.run(run.estimate(), (done, total, doing) -> {});
    return ClaimFile.write(folder, PROTOCOL, SETTINGS, IMAGES, result, grounds());
  }

  private static Map<String, byte[]> results(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : List.of(ClaimFile.CLAIM, ClaimFile.IMAGES)) {
      files.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    return files;
  }

  /** Answers so many questions, and then fails as if the process were killed. */
  private static final class Killed implements NoisyClassifier {
    private final NoisyClassifier classifier;
    private int left;

    Killed(NoisyClassifier classifier, int questions) {
      this.classifier = classifier;
      this.left = questions;
    }

    private void ask() {
      if (left-- == 0) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public int classes() {
      return classifier.classes();
    }

    @Override
    public INDArray logits(INDArray images, Draw draw) {
      ask();
      return classifier.logits(images, draw);
    }

    @Override
    public Tape record(INDArray images, Draw draw) {
      ask();
      return classifier.record(images, draw);
    }
  }

  /** Cut off at moments that are spread over all units, each time going on from the last. */
  @Test
  void aRunThatIsCutOffGoesOnToTheSameBytes() throws IOException {
    Path whole = Files.createDirectory(dir.resolve("whole"));
    run(whole, WEAK.deployment());
    Map<String, byte[]> expected = results(whole);
    Path cut = Files.createDirectory(dir.resolve("cut"));
    long units = 0;
    int cuts = 0;
    for (int questions = 12; units < units(whole) && cuts < 60; cuts++) {
      Deployment dying = KeyedClassifier.deployment(new Killed(WEAK, questions));
      try {
        run(cut, dying);
      } catch (IllegalStateException e) {
        assertEquals("killed", e.getMessage());
      }
      long now = units(cut);
      assertTrue(now >= units);
      questions = now == units ? questions + 7 : 12;
      units = now;
    }
    assertTrue(cuts > 5, cuts + " cuts");
    run(cut, WEAK.deployment());
    Map<String, byte[]> found = results(cut);
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  /** Attacks, answers and diagnostics are all taken from where they are kept. */
  @Test
  void aRunThatIsDoneAsksNothing() throws IOException {
    Claim done = run(dir, WEAK.deployment());
    Deployment dead = KeyedClassifier.deployment(new Killed(WEAK, 0));
    String identity =
        RunIdentity.of(PROTOCOL, SETTINGS, List.of(dead), IMAGES, grounds().files(), ENVIRONMENT)
            .sha256();
    ProtocolResult again =
        ProtocolRun.of(
                PROTOCOL,
                IMAGES,
                SETTINGS,
                Optional.of(new UnitFolder(dir.resolve("parts"), identity)),
                List.of(dead))
            .run(new CostEstimate(List.of()), (part, total, doing) -> {});
    assertEquals(done.findings(), again.findings());
  }

  private static long units(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("parts"))) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void unitsOfAnotherRunAreRefused() throws IOException {
    run(dir, WEAK.deployment());
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                ProtocolRun.of(
                        PROTOCOL,
                        IMAGES,
                        SETTINGS,
                        Optional.of(new UnitFolder(dir.resolve("parts"), "other")),
                        List.of(WEAK.deployment()))
                    .run(new CostEstimate(List.of()), (done, total, doing) -> {}));
    assertTrue(refused.getMessage().contains("belongs to run"), refused.getMessage());
  }

  /** Cut short, and with a bit turned over: named, and not taken for done. */
  @Test
  void damagedUnitsAreNamed() throws IOException {
    run(dir, WEAK.deployment());
    Path part = dir.resolve("parts/defence0-attack01-0001.zip");
    byte[] bytes = Files.readAllBytes(part);
    byte[] turned = bytes.clone();
    turned[turned.length / 2] ^= 16;
    for (byte[] damaged : List.of(turned, Arrays.copyOf(bytes, bytes.length / 3), new byte[0])) {
      Files.write(part, damaged);
      ArchiveException refused =
          assertThrows(ArchiveException.class, () -> run(dir, WEAK.deployment()));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.startsWith(part.toString()), message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Claim written = run(dir, WEAK.deployment());
    Claim read = ClaimFile.read(dir.resolve(ClaimFile.CLAIM));
    assertEquals(JSON.<JsonNode>valueToTree(written), JSON.<JsonNode>valueToTree(read));
    Map<String, INDArray> images = ClaimFile.images(dir.resolve(ClaimFile.CLAIM), read, IMAGES);
    assertEquals(5, images.size());
    assertEquals(
        Diagnostics.all().stream().map(Diagnostic::name).toList(),
        read.findings().get(0).findings().stream().map(Finding::name).toList());
    assertEquals(2, read.findings().get(0).images());
    for (List<String> ordered :
        List.of(
            List.of(
                "largestChangeOfAnswers",
                "largestChangeOfRecordedAnswers",
                "largestChangeOfGradients"),
            List.of("largestDifferenceOfAnswers", "medianCosineOfGradients"),
            List.of("largestMove", "largestChangeOfAnswers", "answersChanged"))) {
      assertTrue(
          read.findings().get(0).findings().stream()
              .anyMatch(finding -> List.copyOf(finding.figures().keySet()).equals(ordered)),
          "in the same order in every process: " + ordered);
    }
  }

  @Test
  void replayConfirmsWhatWasClaimed() throws IOException {
    Claim claim = run(dir, WEAK.deployment());
    Replay replay =
        new Replay(claim, ClaimFile.images(dir.resolve(ClaimFile.CLAIM), claim, IMAGES), IMAGES);
    List<Long> shown = new ArrayList<>();
    List<ReplayedFigure> figures =
        replay.judge(
            WEAK.deployment(),
            new KeyedClassifier(77, 0.4).deployment(),
            (done, total, doing) -> {
              assertEquals(replay.answers("keyed"), total);
              shown.add(done);
            });
    assertEquals(shown.stream().sorted().toList(), shown);
    assertEquals(replay.answers("keyed"), shown.get(shown.size() - 1));
    assertTrue(shown.size() > 30, "moves within a defence: " + shown);
    AttackOutcome last = claim.defence("keyed").attacks().get(3);
    assertTrue(last.attacked() < 8, last.toString());
    assertEquals(9 * last.attacked(), figures.get(4).answers(), "no image is judged twice");
    assertEquals(7, figures.size(), "clean, five attacks, a union");
    for (ReplayedFigure figure : figures) {
      assertEquals(figure.answers(), figure.repeated(), figure.toString());
      assertTrue(figure.confirmed(), figure.toString());
    }
    assertTrue(figures.stream().anyMatch(f -> f.fresh() != f.claimed()), "the draws are fresh");
    for (RepeatedAttack attack :
        replay.attackAgain(List.of(WEAK.deployment()), (done, total, doing) -> {})) {
      assertEquals(8, attack.same(), attack.toString());
      assertTrue(attack.confirmed(), attack.toString());
    }
  }

  /** A defence that is weaker than the one that was judged. */
  @Test
  void replayDoesNotConfirmAnotherDefence() throws IOException {
    Claim claim = run(dir, WEAK.deployment());
    Replay replay =
        new Replay(claim, ClaimFile.images(dir.resolve(ClaimFile.CLAIM), claim, IMAGES), IMAGES);
    KeyedClassifier other = new KeyedClassifier(1, 40);
    List<ReplayedFigure> figures =
        replay.judge(other.deployment(), other.deployment(), (done, total, doing) -> {});
    assertTrue(figures.stream().anyMatch(figure -> !figure.confirmed()), figures.toString());
    assertTrue(figures.get(0).repeated() < figures.get(0).answers(), figures.get(0).toString());
  }

  private String refusal(Consumer<ObjectNode> change) throws IOException {
    Path file = dir.resolve(ClaimFile.CLAIM);
    ObjectNode claim = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(claim);
    Path changed = dir.resolve("changed.json");
    JSON.writeValue(changed.toFile(), claim);
    String message =
        String.valueOf(assertThrows(IOException.class, () -> ClaimFile.read(changed)).getMessage());
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(changed.toString()), message);
    assertFalse(message.contains("org.purify4j"), message);
    return message;
  }

  @Test
  void claimsThatContradictThemselvesAreRefused() throws IOException {
    run(dir, WEAK.deployment());
    Consumer<ObjectNode> better =
        claim ->
            ((ObjectNode) claim.at("/defences/0/attacks/1/figures/oneDraw")).put("estimate", 1.0);
    assertTrue(refusal(better).contains("figures that are not those of the answers"));
    Consumer<ObjectNode> answers =
        claim -> {
          ArrayNode draws = (ArrayNode) claim.at("/defences/0/attacks/1/judgement/classes/0");
          draws.set(0, draws.get(0).asInt() == 0 ? 1 : 0); // the label is 0
        };
    assertTrue(refusal(answers).contains("figures"), refusal(answers));
    Consumer<ObjectNode> skipped =
        claim -> {
          ObjectNode square = (ObjectNode) claim.at("/defences/0/attacks/3/skipped");
          square.remove(square.fieldNames().next());
        };
    assertTrue(refusal(skipped).contains("square-nothing linf 0.1: skipped: got images"));
    String fewer = refusal(claim -> ((ArrayNode) claim.at("/defences/0/attacks")).remove(0));
    assertTrue(fewer.contains("of the protocol"), fewer);
    String renamed =
        refusal(claim -> ((ObjectNode) claim.at("/protocol/entries/0")).put("eot", 400));
    assertTrue(renamed.contains("either made or left out"), renamed);
    String survival =
        refusal(claim -> ((ArrayNode) claim.at("/defences/0/unions/0/survival")).set(0, 0.123));
    assertTrue(survival.contains("union 1: got figures"), survival);
    assertTrue(refusal(claim -> claim.putArray("labels")).contains("labels"));
    assertTrue(
        refusal(claim -> ((ObjectNode) claim.at("/findings/0")).put("defence", "other"))
            .contains("findings: got some of other"));
    assertTrue(refusal(claim -> claim.put("formatVersion", 2)).contains("formatVersion 2"));
    assertTrue(refusal(claim -> claim.putArray("labels").add(1)).contains("ids, labels"));
    assertTrue(refusal(claim -> claim.putNull("protocol")).contains("protocol"));
    assertTrue(
        refusal(claim -> ((ObjectNode) claim.at("/protocol")).put("draws", 1_000_000_000))
            .contains("draws"));
    assertTrue(refusal(claim -> claim.put("unknown", 1)).contains("unknown"));
    assertTrue(
        refusal(
                claim ->
                    ((ArrayNode) claim.at("/defences/0/clean/classes"))
                        .set(0, JSON.createArrayNode()))
            .contains("classes: got"));
    assertTrue(
        refusal(claim -> ((ObjectNode) claim.at("/protocol/entries/0")).put("attack", "../x"))
            .contains("attack"));
  }

  @Test
  void changedImagesAreRefused() throws IOException {
    Claim claim = run(dir, WEAK.deployment());
    Path file = dir.resolve(ClaimFile.CLAIM);
    Path archive = dir.resolve(ClaimFile.IMAGES);
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> ClaimFile.images(file, claim, IMAGES))
                .getMessage());
    assertTrue(message.contains("got SHA-256 "), message);
    assertTrue(message.contains(claim.imagesSha256()), message);
  }

  /** The archive of the claim is whole, and yet an image in it is not that which gave it up. */
  @Test
  void copiesOfOtherImagesAreRefused() throws IOException {
    Claim claim = run(dir, WEAK.deployment());
    AttackOutcome square = claim.defence("keyed").attacks().get(3);
    Path file = dir.resolve(ClaimFile.CLAIM);
    Map<String, INDArray> images = ClaimFile.images(file, claim, IMAGES);
    int skipped = square.skipped().bySource().values().iterator().next().get(0);
    INDArray changed = images.get(square.images());
    changed.putScalar(new int[] {skipped, 0, 0, 0}, IMAGES.images().getDouble(skipped, 0, 0, 0));
    AdversarialArchive.write(dir.resolve(ClaimFile.IMAGES), images, IMAGES.labels(), IMAGES.ids());
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    json.put("imagesSha256", Sha256.of(dir.resolve(ClaimFile.IMAGES)));
    JSON.writeValue(file.toFile(), json);
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ClaimFile.images(file, ClaimFile.read(file), IMAGES))
                .getMessage());
    assertTrue(message.contains("image " + skipped + ": must be that of "), message);
  }

  /** The archive of the claim is whole, and yet an image in it lies outside the budget. */
  @Test
  void imagesBeyondTheBudgetAreRefused() throws IOException {
    Claim claim = run(dir, WEAK.deployment());
    LabelledImages other =
        new LabelledImages(IMAGES.images().add(-0.05), IMAGES.labels(), IMAGES.ids());
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ClaimFile.images(dir.resolve(ClaimFile.CLAIM), claim, other))
                .getMessage());
    assertTrue(message.contains("must be at most 0.1"), message);
  }

  @Test
  void identitiesNameTheFirstDifference() throws IOException {
    RunIdentity one = identity(SETTINGS, WEAK);
    assertEquals(Optional.empty(), one.difference(identity(SETTINGS, WEAK)));
    assertEquals(
        Optional.of("seed: 4 there, 3 here"),
        one.difference(identity(new RunSettings(4, 3), WEAK)));
    one.write(dir.resolve("run.json"));
    assertEquals(one.sha256(), RunIdentity.read(dir.resolve("run.json")).sha256());
    Files.writeString(dir.resolve("run.json"), "[1]");
    assertThrows(IOException.class, () -> RunIdentity.read(dir.resolve("run.json")));
  }

  private static RunIdentity identity(RunSettings settings, KeyedClassifier defence) {
    return RunIdentity.of(
        PROTOCOL, settings, List.of(defence.deployment()), IMAGES, grounds().files(), ENVIRONMENT);
  }
}
