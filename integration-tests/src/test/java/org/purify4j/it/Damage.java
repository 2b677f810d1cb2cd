package org.purify4j.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A file that something has happened to.
 *
 * @param name what happened, such as {@code bit 3 of byte 17 flipped}
 * @param bytes the file
 */
record Damage(String name, byte[] bytes) {
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int TRUNCATIONS = 20;
  private static final int ZEROED = 20;
  private static final int ZERO_BYTES = 64;

  /** What happens to any file by chance. */
  static List<Damage> byChance(byte[] whole, int flips, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Damage> all = new ArrayList<>(flips(whole, flips, random));
    for (int i = 0; i < TRUNCATIONS; i++) {
      int length = (int) ((long) whole.length * i / TRUNCATIONS);
      all.add(new Damage("cut to " + length + " bytes", Arrays.copyOf(whole, length)));
    }
    all.add(new Damage("last byte cut", Arrays.copyOf(whole, whole.length - 1)));
    for (int i = 0; i < ZEROED; i++) {
      byte[] zeroed = whole.clone();
      int at = random.nextInt(Math.max(1, whole.length - ZERO_BYTES));
      Arrays.fill(zeroed, at, Math.min(whole.length, at + ZERO_BYTES), (byte) 0);
      all.add(new Damage(ZERO_BYTES + " zeros from byte " + at, zeroed));
    }
    return all;
  }

  /** One bit of each file flipped. */
  static List<Damage> flips(byte[] whole, int count, SplittableRandom random) {
    List<Damage> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] flipped = whole.clone();
      int at = random.nextInt(whole.length);
      int bit = random.nextInt(Byte.SIZE);
      flipped[at] ^= (byte) (1 << bit);
      all.add(new Damage("bit " + bit + " of byte " + at + " flipped", flipped));
    }
    return all;
  }

  /** What somebody may do to a zip archive; none of it may pass. */
  static List<Damage> onPurpose(byte[] whole) {
    List<Damage> all = new ArrayList<>();
    all.add(new Damage("a byte behind the end", Arrays.copyOf(whole, whole.length + 1)));
    byte[] shifted = new byte[whole.length + 1];
    System.arraycopy(whole, 0, shifted, 1, whole.length);
    all.add(new Damage("a byte before the beginning", shifted));
    all.add(new Damage("empty", new byte[0]));
    all.add(new Damage("a page", "<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8)));
    Map<String, byte[]> members = members(whole);
    List<String> names = List.copyOf(members.keySet());
    all.add(new Damage("no members", zip(Map.of())));
    for (String name : names) {
      Map<String, byte[]> fewer = new LinkedHashMap<>(members);
      fewer.remove(name);
      all.add(new Damage("without " + name, zip(fewer)));
      Map<String, byte[]> longer = new LinkedHashMap<>(members);
      longer.put(name, Arrays.copyOf(members.get(name), members.get(name).length + 1));
      all.add(new Damage("a byte behind " + name, zip(longer)));
      Map<String, byte[]> emptied = new LinkedHashMap<>(members);
      emptied.put(name, new byte[0]);
      all.add(new Damage("empty " + name, zip(emptied)));
      all.add(new Damage("twice " + name, twice(members, name)));
    }
    if (names.size() > 1) {
      Map<String, byte[]> swapped = new LinkedHashMap<>(members);
      swapped.put(names.get(0), members.get(names.get(1)));
      swapped.put(names.get(1), members.get(names.get(0)));
      all.add(new Damage("swapped " + names.subList(0, 2), zip(swapped)));
    }
    Map<String, byte[]> more = new LinkedHashMap<>(members);
    more.put("objects/more", new byte[] {1});
    all.add(new Damage("one member more", zip(more)));
    all.addAll(directories(whole));
    return all;
  }

  /** Lies in the archive's directory. */
  private static List<Damage> directories(byte[] whole) {
    List<Damage> all = new ArrayList<>();
    for (int entry : entries(whole)) {
      all.add(patched(whole, "method 12 at " + entry, entry + 10, (short) 12));
      all.add(patched(whole, "encrypted at " + entry, entry + 8, (short) 1));
      all.add(patched(whole, "another checksum at " + entry, entry + 16, 1));
      for (int size : new int[] {0, 1, Integer.MAX_VALUE, -1}) {
        all.add(patched(whole, "size " + size + " at " + entry, entry + 24, size));
        all.add(patched(whole, "packed size " + size + " at " + entry, entry + 20, size));
      }
      all.add(patched(whole, "place at " + entry, entry + 42, 1 << 30));
    }
    return all;
  }

  private static List<Integer> entries(byte[] whole) {
    ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> entries = new ArrayList<>();
    int at = bytes.getInt(whole.length - 6);
    while (bytes.getInt(at) == DIRECTORY_ENTRY) {
      entries.add(at);
      at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30) + bytes.getShort(at + 32);
    }
    return entries;
  }

  private static Damage patched(byte[] whole, String name, int at, Number value) {
    byte[] patched = whole.clone();
    ByteBuffer bytes = ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN);
    if (value instanceof Short two) {
      bytes.putShort(at, two);
    } else {
      bytes.putInt(at, value.intValue());
    }
    return new Damage(name, patched);
  }

  /** The members of an archive. */
  static Map<String, byte[]> members(byte[] whole) {
    try {
      Path file = Files.createTempFile("members", ".zip");
      try {
        Files.write(file, whole);
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
          for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
            members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
          }
        }
        return members;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An archive of these members. */
  static byte[] zip(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Java's writer refuses a name that is there, so another one is written and changed after. */
  private static byte[] twice(Map<String, byte[]> members, String name) {
    String mark = "~" + name.substring(1);
    Map<String, byte[]> doubled = new LinkedHashMap<>(members);
    doubled.put(mark, members.get(name));
    byte[] archive = zip(doubled);
    byte[] marked = mark.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + marked.length <= archive.length; at++) {
      if (Arrays.equals(archive, at, at + marked.length, marked, 0, marked.length)) {
        archive[at] = (byte) name.charAt(0);
      }
    }
    return archive;
  }
}
