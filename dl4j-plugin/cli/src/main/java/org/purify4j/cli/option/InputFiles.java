package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/**
 * The input files of a measurement.
 *
 * @param victim file of the classifier
 * @param model file of the diffusion model, if there is a defence
 * @param data the images
 * @param limit largest number of images
 */
public record InputFiles(Path victim, Optional<Path> model, LabelledData data, int limit) {
  public static final String VICTIM = "victim";
  public static final String MODEL = "model";
  private static final String DATA = "data";
  public static final String LIMIT = "limit";

  /** The option for the images. */
  public static ValueOption<LabelledData> dataOption(DataSources sources) {
    return sources.labelled(DATA, "labelled images");
  }

  /** Reads the options. */
  public static InputFiles read(Arguments arguments, DataSources sources) {
    return new InputFiles(
        arguments.requiredPath(VICTIM),
        arguments.path(MODEL, Arguments.Missing.ALLOWED),
        dataOption(sources).require(arguments),
        arguments.whole(LIMIT, 1).orElse(Integer.MAX_VALUE));
  }

  /**
   * Checks that each file is of its kind, without reading all of it.
   *
   * @throws CommandException if one is not
   */
  public void check() throws IOException {
    SavedKind.require(SavedKind.CLASSIFIER, victim);
    if (model.isPresent()) {
      SavedKind.require(SavedKind.DIFFUSION, model.get());
    }
    data.check();
  }

  public LabelledImages images() throws IOException {
    return data.read(limit);
  }

  /** The files, for reports. */
  public List<FileReference> references() throws IOException {
    List<FileReference> files = new ArrayList<>();
    files.add(FileReference.of(VICTIM, victim));
    if (model.isPresent()) {
      files.add(FileReference.of(MODEL, model.get()));
    }
    files.addAll(data.references(DATA));
    return files;
  }
}
