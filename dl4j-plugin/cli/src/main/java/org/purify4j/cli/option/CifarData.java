package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.purify4j.data.Cifar10;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/**
 * Images in files: {@code cifar10:FILE[,FILE]}.
 *
 * @param files in CIFAR-10's binary format
 */
record CifarData(List<Path> files) implements DataOption {
  static final String PREFIX = "cifar10:";
  static final String FORM = PREFIX + "FILE[,FILE]";

  static CifarData parse(String text) {
    String[] files = text.substring(PREFIX.length()).split(",");
    return new CifarData(Arrays.stream(files).map(Path::of).toList());
  }

  @Override
  public void check() throws IOException {
    for (Path file : files) {
      Cifar10.count(file);
    }
  }

  @Override
  public LabelledImages read(int limit) throws IOException {
    return Cifar10.read(files, limit);
  }

  @Override
  public String className(int label) {
    return Cifar10.CLASS_NAMES.get(label);
  }

  @Override
  public List<FileReference> references(String role) throws IOException {
    List<FileReference> references = new ArrayList<>();
    for (Path file : files) {
      references.add(FileReference.of(role, file));
    }
    return references;
  }
}
