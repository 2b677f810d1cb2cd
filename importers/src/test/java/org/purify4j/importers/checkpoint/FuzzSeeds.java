package org.purify4j.importers.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes Jazzer's seeds from golden files: of each the real pickle, and a few of its tensors, cut to
 * some elements, in every container. The originals are too long to be mutated often.
 */
public final class FuzzSeeds {
  private static final int TENSORS = 5;
  private static final int ELEMENTS = 6;

  private FuzzSeeds() {}

  /** Reads the golden files of the first argument and writes folders of seeds to the second. */
  public static void main(String[] arguments) throws IOException {
    Path seeds = Path.of(arguments[1]);
    for (String reader : List.of("Zip", "Legacy", "Safetensors")) {
      Files.createDirectories(seeds.resolve(reader));
    }
    List<Path> golden;
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      golden =
          files
              .filter(file -> file.toString().matches(".*\\.(pt|pth)"))
              .filter(FuzzSeeds::isZip)
              .sorted()
              .toList();
    }
    for (Path file : golden) {
      String name = file.getFileName().toString();
      byte[] pickle = pickle(file);
      zips(seeds.resolve("Zip"), name, small(file));
      zips(seeds.resolve("Zip"), name + "-whole", pickle);
      Files.write(seeds.resolve("Legacy").resolve(name), legacy(small(file)));
      Files.write(seeds.resolve("Legacy").resolve(name + "-whole"), legacy(pickle));
      safetensors(file, seeds.resolve("Safetensors").resolve(name));
    }
  }

  private static void zips(Path folder, String name, byte[] pickle) throws IOException {
    CraftedZip stored = new CraftedZip();
    stored.stored("a/data.pkl", pickle);
    stored.stored("a/data/0", new byte[8 * ELEMENTS]);
    stored.stored("a/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e'});
    Files.write(folder.resolve(name), stored.bytes());
    CraftedZip deflated = new CraftedZip();
    deflated.stored("a/data.pkl", pickle);
    deflated.deflated("a/data/0", new byte[8 * ELEMENTS]);
    Files.write(folder.resolve(name + "-deflated"), deflated.bytes());
  }

  /** A state dict of the first tensors' names, all of them views of one storage. */
  private static byte[] small(Path file) {
    PickleWriter writer = new PickleWriter().protocol().op('}', '(');
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (String name : first(checkpoint)) {
        writer
            .text(name)
            .tensor(
                "FloatStorage", "0", ELEMENTS, 1, new long[] {1, ELEMENTS - 1}, new long[] {0, 1});
      }
    }
    return writer.op('u').stop();
  }

  private static List<String> first(Checkpoint checkpoint) {
    return new ArrayList<>(checkpoint.names())
        .subList(0, Math.min(TENSORS, checkpoint.names().size()));
  }

  private static void safetensors(Path file, Path seed) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    int count = 0;
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (String name : first(checkpoint)) {
        int at = 4 * ELEMENTS * count++;
        header.append(
            ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                .formatted(name, ELEMENTS, at, at + 4 * ELEMENTS));
      }
    }
    CheckpointFiles.safetensors(
        seed, header.append('}').toString(), new byte[4 * ELEMENTS * count]);
  }

  /** The pickles of a legacy file around one object, and one storage, 0. */
  private static byte[] legacy(byte[] object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new PickleWriter().protocol().op(TorchLegacyTest.MAGIC).stop());
    out.writeBytes(new PickleWriter().protocol().integer(1001).stop());
    out.writeBytes(new PickleWriter().protocol().op('}').stop());
    out.writeBytes(object);
    out.writeBytes(new PickleWriter().protocol().op(']').text("0").op('a').stop());
    ByteBuffer storage =
        ByteBuffer.allocate(8 + 4 * ELEMENTS).order(ByteOrder.LITTLE_ENDIAN).putLong(ELEMENTS);
    out.writeBytes(storage.array());
    return out.toByteArray();
  }

  private static boolean isZip(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return checkpoint.container() == Container.TORCH_ZIP;
    }
  }

  private static byte[] pickle(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry =
          zip.stream().filter(e -> e.getName().endsWith("/data.pkl")).findFirst().orElseThrow();
      try (InputStream in = zip.getInputStream(entry)) {
        return in.readAllBytes();
      }
    }
  }
}
