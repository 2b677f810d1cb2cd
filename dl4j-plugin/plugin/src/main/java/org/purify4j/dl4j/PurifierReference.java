package org.purify4j.dl4j;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;

/**
 * The part of a purifier that is saved with a network: the location of the diffusion model's
 * archive, its digest, and the settings. The weights stay in the archive, which is read at first
 * use. It is looked for where it was, and then, by its file name, in the folders of the system
 * property {@value ArchiveSearch#FOLDERS}; the digest decides.
 *
 * <p>A secret seed is not saved. Networks saved by versions in which the seed was 0 unless another
 * was set are read as if it were secret; another seed of theirs was an explicit choice, and stays.
 *
 * @param archive absolute path of the archive, on the machine where the reference was made
 * @param sha256 hexadecimal SHA-256 of its bytes
 * @param settings the JSON of a {@link PurifierConfig}
 * @param version of this form; 0 in networks saved before there were versions
 */
public record PurifierReference(
    @JsonProperty("archive") String archive,
    @JsonProperty("sha256") String sha256,
    @JsonProperty("settings") String settings,
    @JsonProperty("version") int version)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /** The version that is written. */
  public static final int VERSION = 2;

  private static final int LONGEST_SETTINGS = 1 << 16;
  private static final int LONGEST_PATH = 4096;

  public PurifierReference {
    if (archive.isBlank() || archive.length() > LONGEST_PATH || archive.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "archive: got a path of " + archive.length() + " characters, must be a path");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("sha256: got another text, must be 64 hexadecimal digits");
    }
    if (settings.length() > LONGEST_SETTINGS) {
      throw new IllegalArgumentException(
          "settings: got "
              + settings.length()
              + " characters, must be at most "
              + LONGEST_SETTINGS);
    }
    if (version < 0 || version > VERSION) {
      throw new IllegalArgumentException(
          "version: got " + version + ", must be at most " + VERSION + " (use a newer Purify4J)");
    }
    PurifierConfig config = read(settings);
    requireOneVote(config);
    if (version < VERSION) {
      settings = withoutTheOldDefault(config).toJson();
      version = VERSION;
    }
  }

  /** Creates a reference of the current version. */
  public PurifierReference(String archive, String sha256, String settings) {
    this(archive, sha256, settings, VERSION);
  }

  /**
   * Creates a reference to an archive, with the digest of its current content.
   *
   * @param archive a diffusion model's archive
   * @param settings those of the purifier
   * @throws ArchiveException if the file cannot be read, or is no diffusion model's
   * @throws IllegalArgumentException if the settings do not fit the model's schedule, or ask for
   *     more than one vote: a layer produces one image for each input image, and several answers
   *     can only be combined behind the classifier
   */
  public static PurifierReference of(Path archive, PurifierConfig settings) {
    Path file = archive.toAbsolutePath().normalize();
    String digest = ArchiveSearch.digest(file);
    PurifierReference reference = new PurifierReference(file.toString(), digest, settings.toJson());
    settings.requireSchedule(DiffusionModel.describe(file).schedule().build());
    return reference;
  }

  /** Returns the settings. */
  public PurifierConfig config() {
    return PurifierConfig.fromJson(settings);
  }

  /** Returns a reference to the same file at another location. */
  public PurifierReference at(Path newArchive) {
    return new PurifierReference(
        newArchive.toAbsolutePath().normalize().toString(), sha256, settings, version);
  }

  /**
   * Returns a reference to the same file where it is now: beside a network, or in one of the usual
   * places.
   *
   * @param network the file of the network that names it
   * @throws ArchiveException if the archive is missing, or is a different file
   */
  public PurifierReference foundBeside(Path network) {
    return at(
        Optional.ofNullable(network.toAbsolutePath().getParent())
            .flatMap(folder -> ArchiveSearch.in(folder, this))
            .orElseGet(() -> ArchiveSearch.find(this)));
  }

  /** Returns a reference to the same file with other settings. */
  PurifierReference with(PurifierConfig newSettings) {
    return new PurifierReference(archive, sha256, newSettings.toJson(), version);
  }

  /**
   * Reads what the archive says of the model.
   *
   * @throws ArchiveException if the archive is missing, or is a different file
   */
  ModelDescription describe() {
    return DiffusionModel.describe(ArchiveSearch.find(this));
  }

  /**
   * Loads the model.
   *
   * @throws ArchiveException if the archive is missing, or is a different file
   */
  public DiffusionModel load() {
    return DiffusionModel.load(ArchiveSearch.find(this));
  }

  /** Settings of an earlier version may be out of the bounds of this one. */
  private static PurifierConfig read(String settings) {
    try {
      return PurifierConfig.fromJson(settings);
    } catch (IllegalArgumentException e) {
      // without a cause: readers show the innermost message, which would not say what to do
      IllegalArgumentException refusal =
          new IllegalArgumentException(
              e.getMessage()
                  + "; a network saved with such settings has to be made anew, by"
                  + " PurifiedNetwork.wrap of its classifier");
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  private static PurifierConfig withoutTheOldDefault(PurifierConfig config) {
    boolean unset = config.seed().fixed().equals(OptionalLong.of(0));
    return unset ? config.withSecretSeed() : config;
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
