package org.purify4j.protocol.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.importers.npz.Npz;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolResult;
import org.purify4j.protocol.RunSettings;

/** Writes and reads claims: {@code claim.json}, and {@code adversarial.npz} beside it. */
public final class ClaimFile {
  /** The name of the claim. */
  public static final String CLAIM = "claim.json";

  /** The name of the archive of its images. */
  public static final String IMAGES = "adversarial.npz";

  private static final int LARGEST = 1 << 28;

  /** More than the header of an array takes. */
  private static final int HEADER = 1 << 10;

  private static final ObjectMapper JSON = BoundedJson.mapper(LARGEST);

  private ClaimFile() {}

  /**
   * What a claim says besides what was found.
   *
   * @param environment program, software and hardware
   * @param files that it is based on
   * @param assumptions what was assumed when they were imported
   * @param notes what a reader should know of the files
   */
  public record Grounds(
      Environment environment,
      List<FileReference> files,
      List<Assumption> assumptions,
      List<String> notes) {}

  /**
   * Checks that the images of an attack fit into an array of the archive.
   *
   * @throws IllegalArgumentException if they are too many
   */
  public static void requireStorable(LabelledImages data) {
    long length = data.images().length() / data.size();
    long most = (Npz.LARGEST_ARRAY - HEADER) / (Float.BYTES * length);
    if (data.size() > most) {
      throw new IllegalArgumentException(
          "images: got " + data.size() + ", must be at most " + most + " of this size in a claim");
    }
  }

  /** Writes the images, then the claim. */
  public static Claim write(
      Path folder,
      Protocol protocol,
      RunSettings settings,
      LabelledImages data,
      ProtocolResult result,
      Grounds grounds)
      throws IOException {
    Path images = folder.resolve(IMAGES);
    AdversarialArchive.write(images, result.images(), data.labels(), data.ids());
    Claim claim =
        new Claim(
            Claim.FORMAT_VERSION,
            grounds.environment(),
            grounds.files(),
            grounds.assumptions(),
            protocol,
            settings,
            Sha256.of(images),
            data.ids(),
            data.labels(),
            result.defences(),
            result.findings(),
            grounds.notes());
    AtomicFile.write(folder.resolve(CLAIM), out -> out.write(JSON.writeValueAsBytes(claim)));
    return claim;
  }

  /**
   * Reads a claim.
   *
   * @throws IOException if it cannot be read, is none, or contradicts itself
   */
  public static Claim read(Path file) throws IOException {
    InputFile.require(file, "a claim");
    if (Files.size(file) > LARGEST) {
      throw new IOException(
          file + ": got " + Files.size(file) + " bytes, must be at most " + LARGEST);
    }
    try {
      JsonNode tree = JSON.readTree(file.toFile());
      JsonNode version = tree.path("formatVersion");
      if (!version.isInt() || version.asInt() != Claim.FORMAT_VERSION) {
        throw new IOException(
            file
                + ": got formatVersion "
                + (version.isMissingNode() ? "none" : version)
                + ", must be "
                + Claim.FORMAT_VERSION);
      }
      return JSON.treeToValue(tree, Claim.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": is no claim (" + BoundedJson.problem(e) + ")", e);
    }
  }

  /**
   * Reads the adversarial images beside a claim.
   *
   * @param file of the claim
   * @param clean the images that were attacked
   * @throws IOException if they are not those of the claim
   * @throws IllegalArgumentException if one leaves its budget, or is of another shape
   */
  public static Map<String, INDArray> images(Path file, Claim claim, LabelledImages clean)
      throws IOException {
    Path images = file.resolveSibling(IMAGES);
    InputFile.require(images, "the adversarial images of the claim");
    String found = Sha256.of(images);
    if (!found.equals(claim.imagesSha256())) {
      throw new IOException(
          images
              + ": got SHA-256 "
              + found
              + ", must be "
              + claim.imagesSha256()
              + " of the claim");
    }
    return AdversarialArchive.read(images, claim, clean);
  }
}
