package org.purify4j.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.data.ClassFolders;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/**
 * Pictures in a directory with one directory for each class.
 *
 * @param directory that holds the directories
 * @param size height and width to which pictures are scaled and cropped, if they are
 * @param channels 3, or 1 where pictures are turned into grey
 */
record LabelledFolder(Path directory, Optional<Integer> size, int channels)
    implements LabelledData {
  private static final Pattern WRITTEN = Pattern.compile("(.+?)(?:,(\\d+))?(,grey)?");
  private static final int LARGEST = 4096;
  private static final int COLOURS = 3;

  /** Reads {@code DIR[,SIZE][,grey]}. */
  static Optional<LabelledData> read(String place, String argument) {
    Matcher written = WRITTEN.matcher(argument);
    if (!written.matches()) {
      return Optional.empty();
    }
    Optional<Integer> size =
        Optional.ofNullable(written.group(2))
            .map(text -> Numbers.count(place + " images:DIR,SIZE", text, 1, LARGEST));
    int channels = written.group(3) == null ? COLOURS : 1;
    return Optional.of(new LabelledFolder(Arguments.path(written.group(1)), size, channels));
  }

  @Override
  public void check() throws IOException {
    ClassFolders.of(directory);
  }

  @Override
  public LabelledImages read(int limit) throws IOException {
    return ClassFolders.of(directory).read(size, channels, limit);
  }

  @Override
  public Optional<String> passedOver() throws IOException {
    return ClassFolders.of(directory).passedOver().remark(directory);
  }

  @Override
  public OptionalInt classes() {
    return OptionalInt.of(names().size());
  }

  @Override
  public Optional<List<String>> classNames() {
    return Optional.of(names());
  }

  @Override
  public String className(int label) {
    return names().get(label);
  }

  private List<String> names() {
    try {
      return ClassFolders.of(directory).names();
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The digest is that of the names and contents of all pictures. */
  @Override
  public List<FileReference> references(String role) throws IOException {
    String text =
        "images:"
            + directory
            + size.map(side -> "," + side).orElse("")
            + (channels == 1 ? ",grey" : "");
    return List.of(new FileReference(role, text, ClassFolders.of(directory).sha256()));
  }
}
