package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.data.ImageFiles;

class ImagesFolderTest {
  @TempDir Path dir;
  private Path model;
  private Path victim;

  @BeforeEach
  void inputs() throws IOException {
    TinyInputs inputs = TinyInputs.in(dir, 1);
    model = inputs.model();
    victim = inputs.victim();
  }

  private Path picture(String name, int size) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageFiles.write(Nd4j.valueArrayOf(new long[] {1, 3, size, size}, 0.5, DataType.FLOAT), file);
    return file;
  }

  @Test
  void theOthersArePurifiedAndTheBrokenOnesNamed() throws IOException {
    picture("in/a.png", 16);
    picture("in/sub/a.png", 16);
    Path odd = picture("in/odd.png", 15);
    Path broken = Files.writeString(dir.resolve("in/broken.png"), "no picture");
    Files.writeString(dir.resolve("in/._a.png"), "a leftover");
    Path out = dir.resolve("in/out");
    Object[] words = words("in", "in/out");
    CommandRun run = CommandRun.of(words).expect(1);
    assertEquals(3, run.errorLines().size(), run.err());
    assertTrue(run.err().contains(broken + ": not a readable picture"), run.err());
    assertTrue(run.err().contains(odd + ": images: got 15×15 pixels, must be a multiple of"));
    assertTrue(
        run.errorLines()
            .get(2)
            .endsWith("2 of 4 pictures were not purified: " + broken + ", " + odd));
    assertTrue(Files.exists(out.resolve("a.png")));
    assertTrue(Files.exists(out.resolve("sub/a.png")));
    JsonNode record = JsonFile.JSON.readTree(out.resolve("images.json").toFile());
    assertEquals(2, record.get("images").size());
    assertEquals(broken.toString(), record.at("/failed/0/in").asText());
    Files.delete(broken);
    Files.delete(odd);
    CommandRun again = CommandRun.of(words).expect(0); // and its own results are no inputs
    assertEquals(2, again.out().lines().filter(l -> l.contains(" -> ")).count(), again.out());
    assertTrue(again.out().endsWith("images.json, which was there\n"), again.out());
  }

  @Test
  void transparentPicturesAreRefusedAndWhatIsNoneIsCounted() throws IOException {
    picture("in/a.png", 16);
    BufferedImage half = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    Path clear = dir.resolve("in/clear.png");
    ImageIO.write(half, "png", clear.toFile());
    Files.createSymbolicLink(dir.resolve("in/lost.png"), Path.of("nowhere.png"));
    Files.writeString(dir.resolve("in/notes.txt"), "none");
    Object[] words = words("in", "in/out");
    CommandRun run = CommandRun.of(words).expect(1);
    assertEquals(
        "purify: "
            + clear
            + ": got transparent pixels, must be opaque (lay the picture on a background with an"
            + " image program)",
        run.errorLines().get(0));
    Files.delete(clear);
    String remark =
        dir.resolve("in")
            + ": passed over 1 file not named as a picture (notes.txt), 1 link to nothing or to a"
            + " folder (lost.png).";
    CommandRun again = CommandRun.of(words).expect(0); // its own record is not counted
    assertTrue(again.out().lines().anyMatch(remark::equals), again.out());
    JsonNode record = JsonFile.JSON.readTree(dir.resolve("in/out/images.json").toFile());
    assertEquals(remark, record.at("/notes/0").asText());

    Path labelled = Files.createDirectories(dir.resolve("labelled/0")).getParent();
    picture("labelled/0/a.png", 32);
    for (int label = 1; label < 10; label++) {
      Files.createDirectories(labelled.resolve(String.valueOf(label)));
    }
    Files.createSymbolicLink(labelled.resolve("9/lost.png"), Path.of("nowhere.png"));
    CommandRun evaluated =
        CommandRun.of(
                "evaluate",
                "--victim",
                victim,
                "--data",
                "images:" + labelled,
                "--steps",
                1,
                "--out",
                dir.resolve("report"))
            .expect(0);
    String said = ": passed over 1 link to nothing or to a folder (lost.png).";
    assertTrue(evaluated.out().contains(labelled + said), evaluated.out());
    assertTrue(Files.readString(dir.resolve("report/report.md")).contains("- " + labelled + said));
  }

  @Test
  void onlyEarlierResultsAreReplaced() throws IOException {
    picture("in/a.png", 16);
    picture("in/sub/a.png", 16);
    Path mine = picture("mine/a.png", 16);
    assertRefused(
        mine + ": is there already and is no earlier result: --out must be another directory",
        words("in", "mine"));
    assertRefused(
        dir.resolve("in/sub/a.png")
            + ": lies in --out and is no earlier result: --out must be another directory",
        words("in", "in/sub"));
    Path record = Files.writeString(dir.resolve("mine/images.json"), "{\"pictures\": 3}");
    assertRefused(
        record + ": is there already and is no record of 'images': --out must be another directory",
        words("in", "mine"));
    assertEquals("{\"pictures\": 3}", Files.readString(record));

    CommandRun.of(words("in/a.png", "out")).expect(0);
    CommandRun.of(words("in/sub", "out")).expect(0);
    picture("out/b.png", 16);
    CommandRun.of(words("in", "out")).expect(0);
    picture("in/b.png", 16);
    assertRefused(
        dir.resolve("out/b.png")
            + ": is there already and is no earlier result: --out must be another directory",
        words("in", "out"));
  }

  private Object[] words(String in, String out) {
    return new Object[] {
      "images",
      dir.resolve(in),
      "--model",
      model,
      "--timestep",
      30,
      "--nfe",
      1,
      "--out",
      dir.resolve(out)
    };
  }

  @Test
  void picturesOfOneNameGetTwo() throws IOException {
    picture("in/a.png", 16);
    picture("in/b.png", 16);
    Path png = picture("in/c.png", 16);
    Files.move(picture("in/sub/x.png", 16), dir.resolve("in/a.PNG"));
    Files.copy(png, dir.resolve("in/a.jpeg")); // the content tells what it is
    Files.copy(png, dir.resolve("in/a.jpg"));
    Files.copy(png, dir.resolve("in/a.jpg.png"));
    Path out = dir.resolve("out");
    CommandRun run = CommandRun.of(words("in", "out"));
    String said = run.expect(0).out();
    for (String[] pair :
        new String[][] {
          {"a.png", "a.png"},
          {"a.PNG", "a.PNG.png"},
          {"a.jpeg", "a.jpeg.png"},
          {"a.jpg", "a.jpg.png.png"},
          {"a.jpg.png", "a.jpg.png"},
          {"b.png", "b.png"}
        }) {
      String line = dir.resolve("in").resolve(pair[0]) + " -> " + out.resolve(pair[1]);
      assertTrue(said.lines().anyMatch(line::equals), line + " is not in " + said);
      assertTrue(Files.exists(out.resolve(pair[1])));
    }
  }

  @Test
  void whatIsNoFileIsNamedForWhatItIs() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device) && !Files.isRegularFile(device));
    Path out = dir.resolve("out");
    assertRefused(
        device + ": is a device or a pipe, must be a picture or a folder of pictures",
        "images",
        device,
        "--model",
        model,
        "--out",
        out);
    assertRefused(
        device + ": is a device or a pipe, must be a file written by 'import'",
        "images",
        dir,
        "--model",
        device,
        "--out",
        out);
    assertRefused(
        dir + ": is a folder, must be a file written by 'import'",
        "images",
        dir,
        "--model",
        dir,
        "--out",
        out);
    assertRefused(
        device + ": is a device or a pipe, must be a checkpoint file",
        "import",
        device,
        "--out",
        out);
    assertRefused(
        dir + ": is a folder, must be a JSON file",
        "import",
        device,
        "--config",
        dir,
        "--out",
        out);
    for (String data : new String[] {"cifar10:", "mnist:/dev/null,", "images:"}) {
      CommandRun run =
          CommandRun.of("evaluate", "--victim", victim, "--data", data + "/dev/null", "--out", out);
      assertTrue(
          run.err().contains("/dev/null: is a device or a pipe, must be a "), data + run.err());
    }
    assertRefused(
        victim + ": is a file, must be a folder with one for each class",
        "evaluate",
        "--victim",
        victim,
        "--data",
        "images:" + victim,
        "--out",
        out);
  }

  /** Bytes that are no UTF-8, which Java has no text for. */
  @Test
  void namesThatAreNoText() throws Exception {
    picture("in/good.png", 16);
    picture("in/other.png", 16);
    int made =
        new ProcessBuilder("sh", "-c", "cp good.png \"$(printf 'caf\\351.png')\"")
            .directory(dir.resolve("in").toFile())
            .start()
            .waitFor();
    assumeTrue(made == 0, "a file system that has no such names");
    Path out = dir.resolve("out");
    CommandRun run = CommandRun.of(words("in", "out")).expect(1);
    assertTrue(Files.exists(out.resolve("good.png")));
    assertTrue(
        run.err().contains("caf\uFFFD.png: got a name that is not in the character set of"),
        run.err());
    assertTrue(run.errorLines().get(1).contains("1 of 3 pictures were not purified"), run.err());
    for (Object[] words :
        new Object[][] {
          {"images", "caf\uFFFD.png", "--model", model, "--out", out},
          {"inspect", "caf\uFFFD.pt"},
          {"import", model, "--out", "caf\uFFFD.zip"},
          {"evaluate", "--victim", victim, "--data", "images:caf\uFFFD", "--out", out}
        }) {
      CommandRun refused = CommandRun.of(words).expect(2);
      assertTrue(refused.err().contains("\uFFFD"), refused.err());
      assertTrue(refused.err().contains("got a name that is not in the"), refused.err());
      assertEquals(1, refused.errorLines().size(), refused.err());
    }
  }

  private static void assertRefused(String line, Object... words) {
    CommandRun run = CommandRun.of(words).expect(1);
    assertEquals("purify: " + line + "\n", run.err());
  }

  @Test
  void votesNeedAClassifier() throws IOException {
    Path in = picture("p.png", 16);
    Path out = dir.resolve("out");
    for (String[] option : new String[][] {{"--votes", "5"}, {"--vote-rule", "majority"}}) {
      CommandRun run =
          CommandRun.of(
              "images", in, "--model", model, "--timestep", 30, option[0], option[1], "--out", out);
      assertTrue(run.expect(2).err().contains(option[0] + ": needs --victim"), run.err());
    }
    assertFalse(Files.exists(out));
    Object[] words = {
      "images",
      in,
      "--model",
      model,
      "--victim",
      victim,
      "--timestep",
      30,
      "--nfe",
      1,
      "--votes",
      3,
      "--out",
      out
    };
    assertTrue(CommandRun.of(words).expect(0).out().contains("  class "));
    assertEquals(
        3,
        JsonFile.JSON.readTree(out.resolve("images.json").toFile()).at("/purifier/votes").asInt());
  }
}
