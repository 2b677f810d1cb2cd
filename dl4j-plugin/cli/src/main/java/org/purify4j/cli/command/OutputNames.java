package org.purify4j.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where purified pictures go: to the same sub-directory, under the same name with the ending of
 * PNG. Where that would be one name for several, as for {@code a.jpg} beside {@code a.png}, a PNG
 * keeps its own and another keeps its ending before the new one, {@code a.jpg.png}.
 */
final class OutputNames {
  private static final String PNG = ".png";

  /** Of a name that is no text, which Java could not write. */
  private static final char NO_CHARACTER = '\uFFFD';

  private OutputNames() {}

  /**
   * The output file of each picture.
   *
   * @param in the picture itself or the directory that they are in
   */
  static Map<Path, Path> of(Path in, List<Path> pictures, Path out) {
    Map<Path, Path> found = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    List<Path> keepersFirst = new ArrayList<>(pictures);
    keepersFirst.sort(Comparator.comparing(picture -> !name(picture).endsWith(PNG)));
    for (Path picture : keepersFirst) {
      Path within = picture.equals(in) ? Path.of(name(picture)) : in.relativize(picture);
      for (String name : candidates(name(picture))) {
        Path place = out.resolve(within).resolveSibling(name);
        // some file systems do not tell A from a
        if (taken.add(place.toString().toLowerCase(Locale.ROOT))) {
          found.put(picture, place);
          break;
        }
      }
    }
    Map<Path, Path> places = new LinkedHashMap<>();
    pictures.forEach(picture -> places.put(picture, Objects.requireNonNull(found.get(picture))));
    return places;
  }

  /** More names than there can be pictures that want one of them. */
  private static List<String> candidates(String name) {
    List<String> names = new ArrayList<>();
    names.add(name.replaceFirst("\\.[^.]*$", "") + PNG);
    for (String before = name; names.size() < 100; before += PNG) {
      names.add(before + PNG);
    }
    return names;
  }

  private static String name(Path file) {
    Path name = Objects.requireNonNull(file.getFileName(), () -> file + ": has no name");
    return name.toString().replace(NO_CHARACTER, '_');
  }
}
