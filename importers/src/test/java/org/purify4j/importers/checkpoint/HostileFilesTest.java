package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.importers.Goldens;

/** Files that must be refused with one clear line, whatever they hold. */
class HostileFilesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "global-os-system.pt|the pickle calls posix.system, which would run code; nothing was run"
            + " (do not use this file)",
        "header-length-overflow.safetensors|safetensors header length: got 9223372036854775807,"
            + " must be at most 100000000",
        "missing-storage-entry.pt|bn1.num_batches_tracked: storage 5 is missing from the archive",
        "not-a-checkpoint.pt|neither a PyTorch checkpoint nor a safetensors file (it begins with"
            + " 'hello wo')",
        "offset-past-end.safetensors|w: its data ends at byte 4096 of 16",
        "storage-shorter-than-declared.pt|conv1.weight: its storage 0 has 864 bytes, must have"
            + " 1728",
        "truncated.pt|a damaged zip archive, without its end (is it truncated?)"
      })
  void refused(String name, String problem) {
    Path file = Goldens.file("hostile/" + name);
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertEquals(file + ": " + problem, e.getMessage());
    assertFalse(Files.exists(Path.of("/tmp/pwned")), "the pickle's command was run");
  }

  @Test
  void absent(@TempDir Path folder) {
    refuse(folder.resolve("absent.pt"), "no such file");
    refuse(
        folder,
        "a folder without weights, must hold diffusion_pytorch_model.safetensors or"
            + " model.safetensors or diffusion_pytorch_model.bin or pytorch_model.bin");
    refuse(CheckpointFiles.write(folder.resolve("empty.pt"), new byte[0]), "an empty file");
  }

  @Test
  void otherKindsOfFile(@TempDir Path folder) {
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, tar, 257, 5);
    refuse(
        CheckpointFiles.write(folder.resolve("old.pt"), tar),
        "a tar archive (PyTorch before 0.1.10), not supported (load and save it with a"
            + " newer PyTorch)");
    refuse(
        CheckpointFiles.write(folder.resolve("a.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0}),
        "compressed by gzip, must be unpacked first (gunzip)");
    refuse(
        CheckpointFiles.write(folder.resolve("b.pt"), new PickleWriter().protocol().op('N').stop()),
        "a pickle without PyTorch's magic number, must be a file written by torch.save");
  }

  @Test
  void namesFromTheFileCannotBreakTheLine() {
    String message = new ImportException(Path.of("x.pt"), "a\nb\u001b[31m\r").getMessage();
    assertEquals("x.pt: a; b?[31m", message);
  }

  private static void refuse(Path file, String message) {
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertEquals(file + ": " + message, e.getMessage());
  }
}
