package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.Purify;

/**
 * Runs that are killed at random moments leave whole files, and nothing else once another run has
 * ended. {@code -Dpurify4j.kills=50} kills each of the commands so many times; without it one is
 * killed once, which takes seconds.
 */
class KilledRunsTest {
  private static final int KILLS = Integer.getInteger("purify4j.kills", 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private final Random random = new Random(Long.getLong("purify4j.seed", 1));

  private Process start(String line) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Purify.class.getName()));
    words.addAll(List.of(line.split(" ")));
    File log = dir.resolve("log").toFile();
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log))
        .start();
  }

  private void run(String line) throws Exception {
    Process process = start(line);
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), line);
    assertEquals(0, process.exitValue(), () -> line + ": " + log());
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("log"));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void wholeFilesAndNoLeftovers() throws Exception {
    Path model = dir.resolve("model.zip");
    Path victim = dir.resolve("victim.zip");
    String checkpoint = "import " + TestFiles.path("golden/improved-diffusion.pt") + " --out ";
    killed("imported", checkpoint + "OUT/model.zip", Math.max(1, KILLS));
    if (KILLS > 0) {
      run(checkpoint + model);
      killed(
          "trained",
          "train-diffusion --data digits:16 --image-size 32 --mult 1,1 --blocks 1 --steps 12"
              + " --batch 2 --checkpoint-every 3 --timesteps 50 --out OUT/model.zip",
          KILLS);
      run("import " + TestFiles.path("golden/chenyaofo-resnet.pt") + " --out " + victim);
      String inputs = " --victim " + victim + " --model " + model + " --data digits:4 ";
      killed(
          "evaluated",
          "evaluate" + inputs + "--timestep 40 --nfe 2 --steps 2 --out OUT/report",
          KILLS);
      killed(
          "swept",
          "sweep" + inputs + "--timesteps 10,40 --nfes 1,2,3 --steps 2 --out OUT/sweep",
          KILLS);
      judged(inputs);
    }
  }

  /** A run by a protocol that was killed claims what one claims that was not, to the last byte. */
  private void judged(String inputs) throws Exception {
    String line =
        "evaluate"
            + inputs
            + "--timestep 40 --nfe 2 --protocol quick --attacks pgd-blind,fgsm,pgd-bpda --batch 2"
            + " --out OUT/judged";
    Path whole = Files.createDirectory(dir.resolve("whole"));
    long begun = System.nanoTime();
    run(line.replace("OUT", whole.toString()));
    long duration = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    Path out = Files.createDirectory(dir.resolve("judged"));
    for (int i = 0; i < KILLS; i++) {
      Process process = start(line.replace("OUT", out.toString()));
      Thread.sleep(random.nextLong(duration));
      process.destroyForcibly().waitFor();
      assertWhole(out);
    }
    run(line.replace("OUT", out.toString()));
    assertEquals(List.of(), hidden(out), "judged");
    for (String file : List.of("claim.json", "adversarial.npz")) {
      assertEquals(
          -1,
          Files.mismatch(
              whole.resolve("judged").resolve(file), out.resolve("judged").resolve(file)),
          file);
    }
  }

  private void killed(String name, String line, int kills) throws Exception {
    Path out = Files.createDirectory(dir.resolve(name));
    String command = line.replace("OUT", out.toString());
    long begun = System.nanoTime();
    run(command);
    long duration = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    int partial = 0;
    for (int i = 0; i < kills; i++) {
      begin(out);
      Process process = start(command);
      Thread.sleep(random.nextLong(duration));
      process.destroyForcibly().waitFor();
      partial += hidden(out).isEmpty() ? 0 : 1;
      assertWhole(out);
    }
    begin(out);
    run(command);
    assertEquals(List.of(), hidden(out), name);
    assertWhole(out);
    System.out.printf("%s: %d kills, %d left hidden files%n", name, kills, partial);
  }

  /** Trainings and sweeps that have ended would have nothing left to do. */
  private static void begin(Path out) throws IOException {
    Files.deleteIfExists(out.resolve("model-training/checkpoint.zip"));
    for (String file : List.of("sweep.json", "sweep.md", "sweep.png", "report.html")) {
      Files.deleteIfExists(out.resolve("sweep").resolve(file));
    }
  }

  private static List<Path> hidden(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static void assertWhole(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")) {
          continue;
        }
        if (name.endsWith(".json")) {
          assertNotNull(JSON.readTree(file.toFile()), name);
        } else if (name.endsWith(".png")) {
          assertNotNull(ImageIO.read(file.toFile()), name);
        } else if (name.endsWith(".zip")) {
          readAll(file);
        } else {
          assertTrue(Files.size(file) > 0 || name.endsWith(".jsonl"), name);
        }
      }
    }
  }

  private static void readAll(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          assertEquals(entry.getSize(), in.transferTo(OutputStream.nullOutputStream()));
        }
      }
    }
  }
}
