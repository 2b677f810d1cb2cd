package org.purify4j.importers;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.purify4j.importers.checkpoint.Averages;
import org.purify4j.importers.unet.HyperParameters;
import org.purify4j.layers.ImageNormalization;

/**
 * What a user gives beside the checkpoint file itself.
 *
 * @param family which family it is of; recognised if not given
 * @param config a JSON file of hyper-parameters (see {@link
 *     org.purify4j.importers.unet.ConfigFile}); if not given, one of the checkpoint's name beside
 *     it
 * @param normalization of a classifier; its family's default if not given
 * @param hyperParameters of a diffusion model, which come before those of the config file
 * @param averages which weights, where the file holds raw and averaged ones
 * @param sha256 what the file's SHA-256 must be, in hexadecimal; any if not given
 */
public record ImportOptions(
    Optional<String> family,
    Optional<Path> config,
    Optional<ImageNormalization> normalization,
    HyperParameters hyperParameters,
    Averages averages,
    Optional<String> sha256) {
  /** The source of what options say, in provenance. */
  static final String SOURCE = "option";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  public ImportOptions {
    if (sha256.isPresent() && !SHA256.matcher(sha256.get()).matches()) {
      throw new IllegalArgumentException(
          "sha256: got " + sha256.get() + ", must be 64 hexadecimal digits");
    }
  }

  /** No options. */
  public static ImportOptions none() {
    return new ImportOptions(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        HyperParameters.none(),
        Averages.PREFERRED,
        Optional.empty());
  }

  /** A copy for a checkpoint of this family. */
  public ImportOptions withFamily(String newFamily) {
    return new ImportOptions(
        Optional.of(newFamily), config, normalization, hyperParameters, averages, sha256);
  }

  /** A copy with this config file. */
  public ImportOptions withConfig(Path newConfig) {
    return new ImportOptions(
        family, Optional.of(newConfig), normalization, hyperParameters, averages, sha256);
  }

  /** A copy with this normalisation. */
  public ImportOptions withNormalization(ImageNormalization newNormalization) {
    return new ImportOptions(
        family, config, Optional.of(newNormalization), hyperParameters, averages, sha256);
  }

  /** A copy with this choice between raw and averaged weights. */
  public ImportOptions withAverages(Averages newAverages) {
    return new ImportOptions(family, config, normalization, hyperParameters, newAverages, sha256);
  }

  /** A copy for the one file that has this SHA-256, in hexadecimal. */
  public ImportOptions withSha256(String newSha256) {
    return new ImportOptions(
        family, config, normalization, hyperParameters, averages, Optional.of(newSha256));
  }

  /** A copy with a noise schedule, {@code linear} or {@code cosine}. */
  public ImportOptions withSchedule(String schedule) {
    return with("noise_schedule", schedule);
  }

  /** A copy with a schedule of this many timesteps. */
  public ImportOptions withTimesteps(int timesteps) {
    return with("diffusion_steps", timesteps);
  }

  /** A copy with this many attention heads everywhere. */
  public ImportOptions withHeads(int heads) {
    return with("num_heads", heads);
  }

  /** A copy with attention heads of this many channels. */
  public ImportOptions withHeadChannels(int channels) {
    return with("num_head_channels", channels);
  }

  /** A copy for images of this height and width. */
  public ImportOptions withImageSize(int size) {
    return with("image_size", size);
  }

  /** A copy with any hyper-parameter, under the authors' name. */
  public ImportOptions with(String name, Object value) {
    return new ImportOptions(
        family, config, normalization, hyperParameters.with(name, value, SOURCE), averages, sha256);
  }
}
