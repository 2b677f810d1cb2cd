package org.purify4j.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.CheckedZip;

/**
 * Units in a folder, each in a zip archive of its own: {@code unit.json}, and {@code images.f32}
 * with the pixels of adversarial images. Each names the run that it belongs to.
 */
public final class UnitFolder implements UnitStore {
  private static final String FACTS = "unit.json";
  private static final String PIXELS = "images.f32";
  private static final String SUFFIX = ".zip";
  private static final int LARGEST_PIXELS = 1 << 30;
  private static final ObjectMapper JSON = BoundedJson.mapper();

  private final Path folder;
  private final String run;

  /**
   * @param folder created if it does not exist
   * @param run the digest of everything that decides the results
   */
  public UnitFolder(Path folder, String run) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.run = run;
    AtomicFile.removeLeftovers(folder);
  }

  /** What an attack's unit is besides its pixels. */
  private record AttackFacts(
      String run, long[] shape, int[] zeroGradients, List<StageOutcome> stages, UnitCost cost) {}

  private record JudgeFacts(String run, JudgeUnit unit) {}

  private record FindingFacts(String run, FindingUnit unit) {}

  @Override
  public Optional<AttackUnit> attack(String name) throws IOException {
    Path file = folder.resolve(name + SUFFIX);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (CheckedZip zip = CheckedZip.open(file, Set.of(FACTS, PIXELS))) {
      AttackFacts facts = facts(file, zip, AttackFacts.class);
      requireRun(file, facts.run());
      INDArray images = images(file, facts.shape(), zip.bytes(PIXELS, LARGEST_PIXELS));
      return Optional.of(
          new AttackUnit(images, facts.zeroGradients(), facts.stages(), facts.cost()));
    }
  }

  @Override
  public Optional<JudgeUnit> judge(String name) throws IOException {
    return small(name, JudgeFacts.class, JudgeFacts::run).map(JudgeFacts::unit);
  }

  @Override
  public Optional<FindingUnit> finding(String name) throws IOException {
    return small(name, FindingFacts.class, FindingFacts::run).map(FindingFacts::unit);
  }

  /** A unit without pixels. */
  private <T> Optional<T> small(String name, Class<T> type, Function<T, String> run)
      throws IOException {
    Path file = folder.resolve(name + SUFFIX);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (CheckedZip zip = CheckedZip.open(file, Set.of(FACTS))) {
      T facts = facts(file, zip, type);
      requireRun(file, run.apply(facts));
      return Optional.of(facts);
    }
  }

  private static <T> T facts(Path file, CheckedZip zip, Class<T> type) throws IOException {
    try {
      return JSON.readValue(zip.bytes(FACTS, BoundedJson.LARGEST), type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + ": " + FACTS + ": " + BoundedJson.problem(e) + " (remove it, and run again)", e);
    }
  }

  private void requireRun(Path file, String found) throws IOException {
    if (!found.equals(run)) {
      throw new IOException(
          file + ": belongs to run " + found + ", must be of " + run + " (use another folder)");
    }
  }

  private static INDArray images(Path file, long[] shape, byte[] bytes) throws IOException {
    long length = shape.length == 4 ? 4 : 0;
    for (long size : shape) {
      if (size < 1 || size > bytes.length) {
        length = 0;
      }
      length *= size;
    }
    if (length != bytes.length || bytes.length == 0) {
      throw new IOException(
          file + ": " + PIXELS + ": got " + bytes.length + " bytes, must be those of its images");
    }
    float[] pixels = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pixels);
    return Nd4j.createFromArray(pixels).reshape('c', shape);
  }

  @Override
  public void keep(String name, AttackUnit unit) throws IOException {
    AttackFacts facts =
        new AttackFacts(
            run, unit.images().shape(), unit.zeroGradients(), unit.stages(), unit.cost());
    float[] pixels = unit.images().castTo(DataType.FLOAT).dup('c').data().asFloat();
    ByteBuffer bytes = ByteBuffer.allocate(4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(pixels);
    write(name, facts, bytes.array());
  }

  @Override
  public void keep(String name, JudgeUnit unit) throws IOException {
    write(name, new JudgeFacts(run, unit), new byte[0]);
  }

  @Override
  public void keep(String name, FindingUnit unit) throws IOException {
    write(name, new FindingFacts(run, unit), new byte[0]);
  }

  private void write(String name, Object facts, byte[] pixels) throws IOException {
    byte[] json = JSON.writeValueAsString(facts).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        folder.resolve(name + SUFFIX),
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(FACTS));
            zip.write(json);
            zip.closeEntry();
            if (pixels.length > 0) {
              zip.putNextEntry(new ZipEntry(PIXELS));
              zip.write(pixels);
              zip.closeEntry();
            }
          }
        });
  }
}
