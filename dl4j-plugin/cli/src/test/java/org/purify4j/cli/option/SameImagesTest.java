package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.evaluate.FileReference;

class SameImagesTest {
  private static final ValueOption<TrainingData> DATA =
      DataSources.all().training("data", "images");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "digits:100,1         | digits:9,1           | true",
        "digits:100,1         | digits:9,2           | false",
        "digits:100           | digits:9,0           | true",
        "cifar10:a.bin,b.bin  | cifar10:./b.bin      | true",
        "cifar10:a.bin        | cifar10:b.bin        | false",
        "images:photos        | images:photos/rest   | true",
        "images:photos        | images:photos-rest   | false",
        "mnist:x,l            | mnist:y,k            | false",
      })
  void imagesOfOnePlaceAreRemarked(String training, String heldOut, boolean same) {
    assertEquals(same, SameImages.note(DATA.parse(training), DATA.parse(heldOut)).isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "digits:100000,1 (100000 of 3x32x32) | digits:96,1 | 1",
        "digits:100000,1 (100000 of 3x32x32) | digits:96,3 | 0",
        "cifar10:a.bin,b.bin (9 of 3x32x32)  | b.bin       | 1",
        "images:pets (9 of 3x64x64)          | images:pets,64,grey | 1",
        "''                                  | a.bin       | 0",
      })
  void soAreThoseThatAModelWasTrainedOn(String trained, String data, int notes) {
    Provenance model =
        new Provenance("train-diffusion", "", "p", Map.of(SameImages.TRAINED_ON, trained));
    List<FileReference> files = List.of(new FileReference("data", data, "ab"));
    assertEquals(notes, SameImages.notes(model, files).size());
  }
}
