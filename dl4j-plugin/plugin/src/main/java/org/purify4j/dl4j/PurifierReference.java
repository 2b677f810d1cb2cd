package org.purify4j.dl4j;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.model.DiffusionModel;

/**
 * The part of a purifier that is saved with a network: the location of the diffusion model's
 * archive, its digest, and the settings. The weights stay in the archive, which is read at first
 * use.
 *
 * @param archive absolute path of the archive
 * @param sha256 hexadecimal SHA-256 of its bytes
 * @param settings the JSON of a {@link PurifierConfig}
 */
public record PurifierReference(
    @JsonProperty("archive") String archive,
    @JsonProperty("sha256") String sha256,
    @JsonProperty("settings") String settings)
    implements Serializable {

  public PurifierReference {
    if (!Path.of(archive).isAbsolute()) {
      throw new IllegalArgumentException("archive: got " + archive + ", must be an absolute path");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256: got " + sha256 + ", must be 64 hexadecimal digits");
    }
    requireOneVote(PurifierConfig.fromJson(settings));
  }

  /**
   * Creates a reference to an archive, with the digest of its current content.
   *
   * @param archive a diffusion model's archive
   * @param settings those of the purifier
   * @throws ArchiveException if the file cannot be read
   * @throws IllegalArgumentException if the settings ask for more than one vote: a layer produces
   *     one image for each input image, and several answers can only be combined behind the
   *     classifier
   */
  public static PurifierReference of(Path archive, PurifierConfig settings) {
    return new PurifierReference(
        archive.toAbsolutePath().normalize().toString(), digest(archive), settings.toJson());
  }

  /** Returns the settings. */
  public PurifierConfig config() {
    return PurifierConfig.fromJson(settings);
  }

  /** Returns a reference to the same file at another location. */
  public PurifierReference at(Path newArchive) {
    return new PurifierReference(
        newArchive.toAbsolutePath().normalize().toString(), sha256, settings);
  }

  /**
   * Loads the model.
   *
   * @throws ArchiveException if the archive is missing, or is a different file
   */
  public DiffusionModel load() {
    Path file = Path.of(archive);
    if (!Files.isRegularFile(file)) {
      throw new ArchiveException(
          "diffusion archive: got no file "
              + archive
              + ", must be the one with SHA-256 "
              + sha256
              + " (put it there, or give its location with PurifiedNetwork.relocate)");
    }
    String found = digest(file);
    if (!found.equals(sha256)) {
      throw new ArchiveException(
          "diffusion archive "
              + archive
              + ": got SHA-256 "
              + found
              + ", must be "
              + sha256
              + " (it is not the file this network was made with)");
    }
    return DiffusionModel.load(file);
  }

  private static String digest(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new ArchiveException(file + ": could not be read (" + e.getMessage() + ")", e);
    }
  }

  private static void requireOneVote(PurifierConfig config) {
    if (config.votes() != 1) {
      throw new IllegalArgumentException(
          "votes: got "
              + config.votes()
              + ", must be 1 in a network, which produces one image for each input"
              + " (PurifierConfig.withVotes)");
    }
  }
}
