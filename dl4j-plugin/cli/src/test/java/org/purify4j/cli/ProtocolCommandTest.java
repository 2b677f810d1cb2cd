package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;

/** A protocol from options to claim, report and replay, with networks of random weights. */
class ProtocolCommandTest {
  private static final String ATTACKS = "pgd-blind,transfer-ila,square,pgd-surrogate";

  @TempDir Path dir;
  private TinyInputs inputs;

  @BeforeEach
  void makeInputs() throws IOException {
    inputs = TinyInputs.in(dir, 2);
  }

  private CommandRun run(String line, Object... more) {
    List<Object> words = new ArrayList<>(List.of((Object[]) line.split(" ")));
    words.addAll(
        List.of(
            "--victim",
            inputs.victim(),
            "--model",
            inputs.model(),
            "--data",
            "cifar10:" + inputs.data()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private CommandRun judge(Path out, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("--timestep", "20", "--nfe", "1", "--draws", "8", "--out", out));
    words.addAll(List.of(more));
    return run("evaluate --protocol quick --attacks " + ATTACKS, words.toArray());
  }

  @Test
  void judgedClaimedGoneOnWithAndReplayed() throws IOException {
    Path out = dir.resolve("judged");
    CommandRun first = judge(out).expect(0);
    assertTrue(first.out().contains("robust, linf 8/255"), first.out());
    assertTrue(first.out().contains("The work of the whole run"), first.out());
    assertTrue(first.out().contains("An upper bound"), first.out());
    String report = Files.readString(out.resolve("report.md"));
    assertTrue(report.contains(", apgd-t, autoattack, "), report);
    assertTrue(report.contains("An attacker who does not know the defence"), report);
    assertTrue(report.contains("no defence that it could be blind to"), report);
    assertTrue(report.contains("so short that no surrogate would cost less"), report);
    assertTrue(report.contains("Images that are wrong in every draw"), report);
    assertTrue(report.contains("This is a part of the protocol: transfer, "), report);
    assertTrue(report.contains("meant for 64 images; these are 2."), report);
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("Threat model"));
    assertEquals(page.contains("Worst examples"), Files.exists(out.resolve("worst.png")));
    assertEquals(page.contains("Worst examples"), first.out().contains(", worst.png"));
    JsonNode json = JsonFile.JSON.readTree(out.resolve("report.json").toFile());
    assertEquals(List.of("undefended", "t=20 nfe=1"), names(json.path("defenses")));
    byte[] claim = Files.readAllBytes(out.resolve("claim.json"));
    byte[] images = Files.readAllBytes(out.resolve("adversarial.npz"));

    removeSomeParts(out.resolve("parts"));
    judge(out).expect(0);
    assertArrayEquals(claim, Files.readAllBytes(out.resolve("claim.json")));
    assertArrayEquals(images, Files.readAllBytes(out.resolve("adversarial.npz")));

    CommandRun other = judge(out, "--seed", "5").expect(1);
    assertEquals(1, other.errorLines().size(), other.err());
    assertTrue(other.err().contains("belongs to another run (seed: 0 there, 5 here)"), other.err());

    CommandRun replay =
        run("replay " + out.resolve("claim.json"), "--seed", "9", "--attack-again").expect(0);
    assertTrue(replay.out().endsWith("confirmed\n"), replay.out());
    assertTrue(replay.out().contains("2 of 2"), replay.out());
    assertEquals("SKIPPED", json.path("givenUp").asText());
    refusesOtherFiles(out.resolve("claim.json"));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void removeSomeParts(Path parts) throws IOException {
    try (Stream<Path> files = Files.list(parts)) {
      List<Path> all = files.sorted().toList();
      for (int i = 0; i < all.size(); i += 3) {
        Files.delete(all.get(i));
      }
    }
  }

  private void refusesOtherFiles(Path claim) throws IOException {
    Path victim = Files.copy(inputs.victim(), dir.resolve("kept.zip"));
    CommandRun.of("import", CommandRun.golden("akamaster-resnet.pt"), "--out", inputs.victim())
        .expect(0);
    refuses(claim, "--victim: got SHA-256 ");
    Files.copy(victim, inputs.victim(), StandardCopyOption.REPLACE_EXISTING);

    byte[] records = Files.readAllBytes(inputs.data());
    records[100] ^= 1;
    Files.write(inputs.data(), records);
    refuses(claim, "--data: got SHA-256 ");
    records[100] ^= 1;
    Files.write(inputs.data(), records);

    Path archive = claim.resolveSibling("adversarial.npz");
    byte[] images = Files.readAllBytes(archive);
    images[images.length / 2] ^= 1;
    Files.write(archive, images);
    refuses(claim, archive + ": got SHA-256 ");

    CommandRun none =
        CommandRun.of(
                "replay", claim, "--victim", inputs.victim(), "--data", "cifar10:" + inputs.data())
            .expect(1);
    assertTrue(none.err().contains("--model: got none, must be SHA-256 "), none.err());
  }

  private void refuses(Path claim, String message) {
    CommandRun refused = run("replay " + claim).expect(1);
    assertEquals(1, refused.errorLines().size(), refused.err());
    assertTrue(refused.err().contains(message), refused.err());
    assertTrue(refused.err().contains(", must be "), refused.err());
  }

  @Test
  void whatAProtocolSettlesIsRefused() {
    for (String option :
        List.of("--steps 3", "--attack pgd", "--gradient exact", "--eot 4", "--examples 1")) {
      CommandRun refused = judge(dir.resolve("no"), (Object[]) option.split(" ")).expect(2);
      assertEquals(1, refused.errorLines().size(), refused.err());
      assertTrue(refused.err().contains("must be left out"), refused.err());
      assertFalse(Files.exists(dir.resolve("no")));
    }
    Object[] out = {"--out", dir.resolve("no")};
    assertTrue(run("evaluate --attacks pgd", out).expect(2).err().contains("needs --protocol"));
    assertTrue(
        run("evaluate --protocol quick --attacks pdg", out)
            .expect(2)
            .err()
            .contains("--attacks: "));
    assertTrue(run("evaluate --protocol quick --attacks cw", out).expect(2).err().contains("l2"));
    assertTrue(
        run("evaluate --protocol quick --draws 4", out)
            .expect(2)
            .err()
            .contains("--draws: got 4, must be at least 8"));
    assertTrue(
        run("evaluate --protocol fast", out).expect(2).err().contains("--protocol: got fast"));
  }

  /** The gradient of BPDA is not that of the defence. */
  @Test
  void aFailedDiagnosticWithholdsTheHeadline() throws IOException {
    Path out = dir.resolve("bpda");
    String line =
        "evaluate --protocol quick --attacks square,pgd-bpda --timestep 20 --nfe 1 --strict";
    CommandRun strict = run(line, "--draws", "8", "--limit", "1", "--out", out).expect(1);
    assertTrue(strict.out().contains("withheld: gradient-agrees"), strict.out());
    assertTrue(strict.out().contains("t=20 nfe=1, gradient-agrees FAILS: "), strict.out());
    JsonNode json = JsonFile.JSON.readTree(out.resolve("report.json").toFile());
    JsonNode defence = json.path("defenses").path("t=20 nfe=1");
    assertEquals("gradient-agrees", defence.path("failedDiagnostics").path(0).asText());
    assertTrue(defence.path("unions").isMissingNode());
    assertFalse(json.path("defenses").path("undefended").path("unions").isMissingNode());
    run(line.replace("--strict", "--diagnose"), "--draws", "8", "--limit", "1", "--out", out)
        .expect(0);
  }

  @Test
  void otherFilesInTheFolderAreKept() throws IOException {
    Path out = Files.createDirectory(dir.resolve("mine"));
    Files.writeString(out.resolve("claim.json"), "mine");
    CommandRun refused = judge(out).expect(1);
    assertTrue(refused.err().contains("is no earlier result"), refused.err());
    assertEquals("mine", Files.readString(out.resolve("claim.json")));
  }
}
