package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.evaluate.FileReference;
import org.purify4j.victim.Dl4jVictim;

/**
 * The input files of a measurement.
 *
 * @param victim file of the classifier
 * @param model file of the diffusion model, if there is a defence
 * @param data the images
 * @param limit largest number of images
 */
public record InputFiles(Path victim, Optional<Path> model, LabelledData data, int limit) {
  public static final ValueOption<Path> VICTIM =
      ValueOption.path("victim", "FILE", "the classifier, as 'import' writes it");

  public static final ValueOption<Path> MODEL =
      ValueOption.path("model", "FILE", "the diffusion model, as 'import' writes it");

  public static final ValueOption<Integer> LIMIT =
      new ValueOption<>("limit", "N", "take only the first N images", InputFiles::limit);

  private static final String DATA = "data";

  /** More images than there can be are as good as all. */
  private static int limit(String place, String text) {
    return text.matches("0*[1-9]\\d{9,99}") ? Integer.MAX_VALUE : Numbers.count(place, text, 1);
  }

  /** The option for the images. */
  public static ValueOption<LabelledData> dataOption(DataSources sources) {
    return sources.labelled(DATA, "labelled images");
  }

  /** Reads the options. */
  public static InputFiles read(Arguments arguments, DataSources sources) {
    return new InputFiles(
        VICTIM.require(arguments),
        MODEL.read(arguments),
        dataOption(sources).require(arguments),
        LIMIT.read(arguments).orElse(Integer.MAX_VALUE));
  }

  /** The same files with another largest number of images. */
  public InputFiles withLimit(int newLimit) {
    return new InputFiles(victim, model, data, newLimit);
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

  /**
   * Checks that the classifier and the model take the images, and that the classifier has as many
   * classes as they have.
   *
   * @param images what {@link #images} gave
   * @param classifier of the victim's file; is closed
   * @throws CommandException if it has another number of classes
   * @throws IllegalArgumentException if images of this shape are not taken
   */
  public void requireFit(LabelledImages images, SavedClassifier classifier) {
    try (Dl4jVictim opened = classifier.victim()) {
      requireClasses(opened.classes());
      images.requireClasses(opened.classes());
      opened.logits(images.slice(0, 1).images()).close();
    }
    if (model.isPresent()) {
      long[] shape = images.images().shape();
      DiffusionModel.describe(model.get()).requireImages(shape[1], shape[2], shape[3]);
    }
  }

  private void requireClasses(int found) {
    int classes = data.classes().orElse(found);
    if (found != classes) {
      throw new CommandException(
          victim + ": has " + found + " classes, must have the " + classes + " of the images");
    }
  }

  /**
   * What a reader of figures should know of the images: that the model or the classifier was
   * trained on them, and what lies with them and is none.
   *
   * @param ofModel where the diffusion model comes from
   */
  public List<String> remarks(Provenance ofModel) throws IOException {
    List<String> notes = new ArrayList<>(remarks());
    if (SameImages.tells(ofModel)) {
      notes.addAll(SameImages.notes(ofModel, data.references(DATA)));
    }
    return notes;
  }

  /** The same where there is no diffusion model. */
  List<String> remarks() throws IOException {
    List<String> notes = new ArrayList<>();
    if (SameImages.isRecorded(victim)) {
      notes.addAll(SameImages.notes(victim, data.references(DATA)));
    }
    data.passedOver().ifPresent(notes::add);
    return notes;
  }

  /** The files, for reports. */
  public List<FileReference> references() throws IOException {
    List<FileReference> files = new ArrayList<>();
    files.add(FileReference.of(VICTIM.name(), victim));
    if (model.isPresent()) {
      files.add(FileReference.of(MODEL.name(), model.get()));
    }
    files.addAll(data.references(DATA));
    return files;
  }
}
