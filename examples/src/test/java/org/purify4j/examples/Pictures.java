package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.purify4j.data.ImageFiles;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;

/** Drawn digits as PNG files, in a folder for each class. */
final class Pictures {
  private Pictures() {}

  static Path write(Path folder, int classes, int each) throws IOException {
    LabelledImages digits = new SyntheticDigits(1).read(10 * each);
    for (int i = 0; i < digits.size(); i++) {
      if (digits.labels()[i] < classes) {
        Path ofClass = Files.createDirectories(folder.resolve("class" + digits.labels()[i]));
        ImageFiles.write(digits.slice(i, i + 1).images(), ofClass.resolve("digit" + i + ".png"));
      }
    }
    return folder;
  }
}
