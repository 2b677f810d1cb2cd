package org.purify4j.diffusion.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path dir;

  private static AtomicFile.Content text(String text) {
    return out -> {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.close(); // as a zip stream does
    };
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path real = Files.writeString(dir.resolve("real"), "old");
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("real"));
    AtomicFile.write(link, text("new"));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
    assertEquals(List.of("link", "real"), names());
  }

  @Test
  void aLinkToNothingIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("nothing"));
    FileSystemException failure =
        assertThrows(FileSystemException.class, () -> AtomicFile.write(link, text("new")));
    assertEquals(
        link + ": is a link to nothing, must be a file or a link to one", failure.getMessage());
    assertEquals(List.of("link"), names());
  }

  @Test
  void aDeviceIsWrittenTo() throws IOException {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "there is no /dev/full here");
    Path link = Files.createSymbolicLink(dir.resolve("link"), device);
    for (Path full : List.of(device, link)) {
      FileSystemException failure =
          assertThrows(FileSystemException.class, () -> AtomicFile.write(full, text("new")));
      assertEquals(full + ": No space left on device", failure.getMessage());
    }
    assertTrue(Files.exists(device) && !Files.isRegularFile(device));
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void aPipeIsWrittenTo() throws Exception {
    Path pipe = dir.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    AtomicFile.write(pipe, text("through the pipe"));
    assertArrayEquals(
        "through the pipe".getBytes(StandardCharsets.UTF_8),
        reader.getInputStream().readAllBytes());
    assertTrue(reader.waitFor(10, TimeUnit.SECONDS));
    assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
  }

  @Test
  void whatAKilledWriterLeftIsRemovedAndWhatIsBeingWrittenIsNot() throws Exception {
    Files.writeString(dir.resolve(".1" + PartialFile.SUFFIX), "left");
    Files.writeString(dir.resolve(".other-part"), "another program's");
    Files.writeString(dir.resolve("visible" + PartialFile.SUFFIX), "a user's");
    Path elsewhere = dir.resolve(".2" + PartialFile.SUFFIX);
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                elsewhere.toString())
            .start();
    try {
      assertEquals('.', writer.getInputStream().read());
      AtomicFile.write(
          dir.resolve("own"),
          out -> {
            int before = names().size();
            AtomicFile.removeLeftovers(dir);
            assertEquals(before - 1, names().size());
            out.write(1);
          });
      assertEquals(
          List.of(".2" + PartialFile.SUFFIX, ".other-part", "own", "visible" + PartialFile.SUFFIX),
          names());
    } finally {
      writer.destroyForcibly().waitFor();
    }
    AtomicFile.removeLeftovers(dir);
    assertEquals(List.of(".other-part", "own", "visible" + PartialFile.SUFFIX), names());
  }

  /** A process that writes a file until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] files) throws Exception {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(files[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        channel.lock();
        System.out.print('.');
        System.out.flush();
        Thread.sleep(TimeUnit.MINUTES.toMillis(1));
      }
    }
  }

  @Test
  void failuresNameTheFile() {
    Path nowhere = dir.resolve("nowhere/file");
    IOException failure =
        assertThrows(IOException.class, () -> AtomicFile.write(nowhere, text("new")));
    assertEquals(nowhere.toString(), failure.getMessage());
  }
}
