package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.evaluate.FileReference;

class DataSourcesTest {
  private static final String LABELLED =
      "cifar10:FILE[,FILE], mnist:IMAGES,LABELS[,SIZE], images:DIR[,SIZE][,grey] or"
          + " digits:COUNT[,SEED]";

  private static <T> T read(ValueOption<T> option, String text) {
    return option.require(arguments(option, text));
  }

  /** A command with this option alone. */
  private static Arguments arguments(ValueOption<?> option, String text) {
    Command command =
        new Command() {
          @Override
          public String name() {
            return "test";
          }

          @Override
          public String summary() {
            return "";
          }

          @Override
          public List<String> arguments() {
            return List.of();
          }

          @Override
          public Options options() {
            return new Options().addOption(option.required());
          }

          @Override
          public List<String> examples() {
            return List.of();
          }

          @Override
          public ExitStatus run(Arguments arguments, Terminal terminal) {
            return ExitStatus.DONE;
          }
        };
    return CommandParser.parse(command, new String[] {"--data", text});
  }

  private static ValueOption<LabelledData> labelled(DataSources sources) {
    return sources.labelled("data", "images");
  }

  private static ValueOption<TrainingData> training() {
    return DataSources.all().training("data", "images");
  }

  /** Checkpoints and models keep the text and are compared by it. */
  @ParameterizedTest
  @ValueSource(strings = {"cifar10:a,b", "mnist:i", "mnist:i,l", "images:d", "digits:8,3"})
  void textIsWhatWasWritten(String text) {
    assertEquals(text, read(training(), text).text());
  }

  @Test
  void helpNamesTheSourcesOfItsUse() {
    assertEquals("images: " + LABELLED, labelled(DataSources.all()).required().getDescription());
    assertEquals(
        "images: cifar10:FILE[,FILE], mnist:IMAGES[,LABELS], images:DIR or digits:COUNT[,SEED]",
        training().required().getDescription());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar10", "tar:x", "", "mnist"})
  void whatHasNoLabelsOrIsUnknownIsRefusedWithTheList(String text) {
    UsageException failure =
        assertThrows(UsageException.class, () -> read(labelled(DataSources.all()), text));
    assertEquals("--data: got " + text + ", must be " + LABELLED, failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar10: | cifar10:FILE[,FILE]",
        "mnist:x | mnist:IMAGES,LABELS[,SIZE]",
        "mnist:x,y,z,4 | mnist:IMAGES,LABELS[,SIZE]",
      })
  void aSourceWrittenWronglyIsRefusedWithItsForm(String text, String form) {
    UsageException failure =
        assertThrows(UsageException.class, () -> read(labelled(DataSources.all()), text));
    assertEquals("--data: got " + text + ", must be " + form, failure.getMessage());
  }

  @Test
  void sizeAndGreyFollowTheFolder() {
    assertEquals(
        new LabelledFolder(Path.of("a,b"), Optional.of(32), 1),
        read(labelled(DataSources.all()), "images:a,b,32,grey"));
    assertEquals(
        new LabelledFolder(Path.of("photos"), Optional.empty(), 3),
        read(labelled(DataSources.all()), "images:photos"));
  }

  @Test
  void listCanBeExtended() throws IOException {
    DataSource halves =
        DataSource.of("halves", "COUNT")
            .withLabelled((place, count) -> Optional.of(new Halves(Integer.parseInt(count))));
    ValueOption<LabelledData> option = labelled(DataSources.all().with(halves));
    assertTrue(option.required().getDescription().endsWith(" or halves:COUNT"));
    assertEquals(3, read(option, "halves:6").read(10).size());
    UsageException failure = assertThrows(UsageException.class, () -> read(option, "halves:x"));
    assertTrue(failure.getMessage().startsWith("--data: "), failure.getMessage());
  }

  /** Half as many digits as are asked for. */
  private record Halves(int count) implements LabelledData {
    @Override
    public void check() {}

    @Override
    public LabelledImages read(int limit) {
      return new SyntheticDigits(1).read(Math.min(limit, count / 2));
    }

    @Override
    public String className(int label) {
      return "class " + label;
    }

    @Override
    public List<FileReference> references(String role) {
      return List.of();
    }
  }
}
