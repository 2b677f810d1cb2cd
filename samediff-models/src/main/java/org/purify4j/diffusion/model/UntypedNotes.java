package org.purify4j.diffusion.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notes of archives from before facts had types. A value was followed by its grounds in
 * brackets: {@code 32 (inferred)}; {@code 4 (assumed, as EDM)}; {@code linear (option)} or {@code
 * linear (config unet.json)} if it was given. Such notes become facts, of which {@link
 * Fact#toString} gives the note back; all others stay notes.
 *
 * @param facts the notes with grounds
 * @param others the notes without
 */
record UntypedNotes(Map<String, Fact> facts, Map<String, String> others) {
  private static final Pattern INFERRED = Pattern.compile("(.*) \\(inferred\\)", Pattern.DOTALL);
  private static final Pattern ASSUMED =
      Pattern.compile("(.*?) \\(assumed, as (.*)\\)", Pattern.DOTALL);
  private static final Pattern GIVEN =
      Pattern.compile("(.*?) \\((option|config .*)\\)", Pattern.DOTALL);

  /** Notes about the file, whose text is the file's own. */
  private static final Set<String> NO_FACTS = Set.of("family", "container", "weights");

  /** Tells the two apart. */
  static UntypedNotes of(Map<String, String> notes) {
    UntypedNotes sorted = new UntypedNotes(new TreeMap<>(), new TreeMap<>());
    notes.forEach(sorted::add);
    return sorted;
  }

  private void add(String name, String note) {
    Matcher inferred = INFERRED.matcher(note);
    Matcher assumed = ASSUMED.matcher(note);
    Matcher given = GIVEN.matcher(note);
    if (NO_FACTS.contains(name)) {
      others.put(name, note);
    } else if (inferred.matches()) {
      facts.put(name, Fact.inferred(inferred.group(1)));
    } else if (assumed.matches()) {
      facts.put(name, Fact.assumed(assumed.group(1), assumed.group(2)));
    } else if (given.matches()) {
      facts.put(name, Fact.given(given.group(1), given.group(2)));
    } else {
      others.put(name, note);
    }
  }
}
