package org.purify4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a folder of pictures holds besides them. Hidden files are not counted, as other programs
 * leave them.
 *
 * @param others regular files that are not named as pictures
 * @param links links to nothing, and links to folders, which are not followed
 * @param devices devices, pipes and sockets
 */
public record PassedOver(List<Path> others, List<Path> links, List<Path> devices) {
  /** Copies the lists. */
  public PassedOver {
    others = List.copyOf(others);
    links = List.copyOf(links);
    devices = List.copyOf(devices);
  }

  /** Nothing. */
  public static PassedOver none() {
    return new PassedOver(List.of(), List.of(), List.of());
  }

  /** What both hold. */
  PassedOver and(PassedOver more) {
    return new PassedOver(
        both(others, more.others), both(links, more.links), both(devices, more.devices));
  }

  private static List<Path> both(List<Path> one, List<Path> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /** The same without files that someone knows of. */
  public PassedOver without(Predicate<Path> known) {
    return new PassedOver(without(known, others), without(known, links), without(known, devices));
  }

  private static List<Path> without(Predicate<Path> known, List<Path> files) {
    return files.stream().filter(known.negate()).toList();
  }

  /**
   * The numbers in words, with the first file of each kind; empty if there is none.
   *
   * @param folder that holds them
   */
  public Optional<String> remark(Path folder) {
    return words().map(words -> folder + ": " + words + ".");
  }

  Optional<String> words() {
    List<String> kinds = new ArrayList<>();
    add(kinds, others, "file not named as a picture", "files not named as pictures");
    add(kinds, links, "link to nothing or to a folder", "links to nothing or to a folder");
    add(kinds, devices, "device or pipe", "devices or pipes");
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of("passed over " + String.join(", ", kinds));
  }

  private static void add(List<String> kinds, List<Path> files, String one, String several) {
    if (!files.isEmpty()) {
      String more = files.size() > 1 ? ", ..." : "";
      kinds.add(
          files.size()
              + " "
              + (files.size() == 1 ? one : several)
              + " ("
              + files.get(0).getFileName()
              + more
              + ")");
    }
  }
}
