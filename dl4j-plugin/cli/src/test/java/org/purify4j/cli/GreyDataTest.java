package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.data.ImageFiles;

/** Images of one channel, and images in folders, from training to a table. */
class GreyDataTest {
  private static final int SIDE = 8;
  private static final int IMAGES = 12;

  @TempDir Path dir;

  /** Class 0 is dark, class 1 bright. */
  private String mnist() throws IOException {
    Random random = new Random(1);
    Path images = dir.resolve("images");
    Path labels = dir.resolve("labels");
    try (DataOutputStream to = new DataOutputStream(Files.newOutputStream(images));
        DataOutputStream classes = new DataOutputStream(Files.newOutputStream(labels))) {
      for (int word : new int[] {2051, IMAGES, SIDE, SIDE}) {
        to.writeInt(word);
      }
      classes.writeInt(2049);
      classes.writeInt(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        classes.writeByte(i % 2);
        for (int p = 0; p < SIDE * SIDE; p++) {
          to.writeByte(150 * (i % 2) + random.nextInt(100));
        }
      }
    }
    return "mnist:" + images + "," + labels;
  }

  /** Every clean image is classified rightly. */
  private static void assertRight(JsonNode report) {
    for (JsonNode image : report.get("images")) {
      assertEquals(
          image.get("label").asInt(),
          image.at("/predictions/undefended/CLEAN/0").asInt(),
          image.toString());
    }
  }

  private void assertRefused(CommandRun run, String reason) {
    assertEquals(1, run.expect(1).errorLines().size(), run.err());
    assertTrue(run.err().contains(reason), run.err());
    assertFalse(Files.exists(dir.resolve("no")), "nothing is written for what is refused");
  }

  private CommandRun run(String line) {
    return CommandRun.of((Object[]) line.replace("DIR", dir.toString()).split(" +"));
  }

  @Test
  void mnistIsTrainedOnAttackedAndDefended() throws IOException {
    String data = mnist();
    run("train-diffusion --data "
            + data
            + " --image-size 8 --steps 1 --batch 2 --channels 32 --mult 1,1"
            + " --blocks 1 --timesteps 50 --out DIR/model.zip")
        .expect(0);
    run("train-classifier --data "
            + data
            + " --test "
            + data
            + " --epochs 30 --batch 4 --width 4"
            + " --rate 0.01 --out DIR/victim.zip")
        .expect(0);
    String both = " --victim DIR/victim.zip --model DIR/model.zip --data ";
    run("evaluate" + both + data + " --timestep 5 --nfe 2 --steps 2 --out DIR/report").expect(0);
    JsonNode report = JsonFile.JSON.readTree(dir.resolve("report/report.json").toFile());
    assertEquals(IMAGES, report.get("images").size());
    assertRight(report);
    assertTrue(ImageIO.read(dir.resolve("report/grid.png").toFile()).getWidth() > 0);
    run("sweep" + both + data + " --timesteps 5 --nfes 1 --steps 2 --out DIR/sweep").expect(0);
    Path grey = dir.resolve("in/grey.png");
    Files.createDirectories(grey.getParent());
    ImageFiles.write(Nd4j.valueArrayOf(new long[] {1, 1, 8, 8}, 0.5, DataType.FLOAT), grey);
    run("images DIR/in --model DIR/model.zip --victim DIR/victim.zip --timestep 5 --nfe 1"
            + " --out DIR/purified")
        .expect(0);
    assertEquals(1, ImageFiles.read(dir.resolve("purified/grey.png"), 1).size(1));
    assertTrue(run("inspect DIR/model.zip").expect(0).out().contains("1"));
    UnfitVictimsTest.saved(dir.resolve("colour.zip"), 3, 32);
    String colour = " --victim DIR/colour.zip --model DIR/model.zip --data digits:2 --out DIR/no";
    assertRefused(
        run("evaluate" + both + "digits:2 --timestep 5 --out DIR/no"),
        "victim.zip: has 2 classes, must have the 10 of the images");
    assertRefused(
        run("evaluate --timestep 5" + colour),
        "images: got 3 channels, must be 1 (those of the diffusion model)");
    assertRefused(
        run("sweep --timesteps 5 --nfes 1" + colour),
        "images: got 3 channels, must be 1 (those of the diffusion model)");
  }

  @Test
  void foldersAreClasses() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      Path file = dir.resolve("data/" + (i % 2 == 0 ? "bright" : "dark") + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      double level = i % 2 == 0 ? 0.8 : 0.2;
      ImageFiles.write(
          Nd4j.valueArrayOf(new long[] {1, 3, 10 + i, 12}, level, DataType.FLOAT), file);
    }
    CommandRun unscaled =
        run("train-classifier --data images:DIR/data --test images:DIR/data --out DIR/v.zip");
    assertTrue(
        unscaled.expect(1).err().contains("or give a size to which all are scaled"),
        unscaled.err());
    run("train-classifier --data images:DIR/data,8 --test images:DIR/data,8 --epochs 30 --batch 4"
            + " --width 4 --rate 0.01 --out DIR/v.zip")
        .expect(0);
    JsonNode record = JsonFile.JSON.readTree(dir.resolve("v.zip.json").toFile());
    assertEquals("[\"bright\",\"dark\"]", record.get("classes").toString());
    run("evaluate --victim DIR/v.zip --data images:DIR/data,8 --attack none --out DIR/r").expect(0);
    JsonNode report = JsonFile.JSON.readTree(dir.resolve("r/report.json").toFile());
    assertRight(report);
    Files.createDirectory(dir.resolve("data/empty"));
    CommandRun other =
        run("evaluate --victim DIR/v.zip --data images:DIR/data,8 --attack none --out DIR/r2");
    assertTrue(
        other.expect(1).err().contains("has 2 classes, must have the 3 of the images"),
        other.err());
  }
}
