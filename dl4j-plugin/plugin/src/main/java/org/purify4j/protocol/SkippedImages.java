package org.purify4j.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Images that an attack was not made on, since they had been given up. In its place stand the image
 * that gave them up and the answers to it.
 *
 * @param bySource their positions, by what gave them up: {@value #CLEAN}, or the title of an
 *     earlier attack
 */
public record SkippedImages(Map<String, List<Integer>> bySource) {
  /** What gives an image up that is wrong without an attack. */
  public static final String CLEAN = "clean";

  /** None. */
  public static final SkippedImages NONE = new SkippedImages(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SkippedImages {
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    bySource.forEach((source, images) -> copy.put(source, List.copyOf(images)));
    bySource = Collections.unmodifiableMap(copy);
  }

  /** Groups images by what gave them up. */
  static SkippedImages of(Map<Integer, String> sources) {
    Map<String, List<Integer>> bySource = new LinkedHashMap<>();
    new TreeMap<>(sources)
        .forEach(
            (image, source) ->
                bySource.computeIfAbsent(source, key -> new ArrayList<>()).add(image));
    return new SkippedImages(bySource);
  }

  @Override
  @JsonValue
  public Map<String, List<Integer>> bySource() {
    return bySource;
  }

  /** How many there are. */
  public int count() {
    return bySource.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Positions of the images that the attack was made on.
   *
   * @param images how many there are in all
   */
  public int[] others(int images) {
    Map<Integer, String> skipped = sources();
    return IntStream.range(0, images).filter(i -> !skipped.containsKey(i)).toArray();
  }

  private Map<Integer, String> sources() {
    Map<Integer, String> sources = new LinkedHashMap<>();
    bySource.forEach((source, images) -> images.forEach(image -> sources.put(image, source)));
    return sources;
  }

  /**
   * Whether the answers to these images are those to what gave them up.
   *
   * @param answers to all images
   * @param ofSources all answers to each source
   */
  boolean areRepeatedIn(Judgement answers, Map<String, Judgement> ofSources) {
    return bySource.entrySet().stream()
        .allMatch(
            source -> {
              Judgement earlier = ofSources.get(source.getKey());
              return earlier != null
                  && source.getValue().stream().allMatch(i -> answers.isSame(earlier, i));
            });
  }

  /**
   * The answers to all images.
   *
   * @param ofOthers the answers to the images that the attack was made on, if there are such
   * @param ofSource all answers to what gave images up
   * @param images how many there are in all
   */
  public Judgement completed(
      Optional<Judgement> ofOthers, Function<String, Judgement> ofSource, int images) {
    Map<Integer, String> sources = sources();
    List<Judgement> rows = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < images; i++) {
      String source = sources.get(i);
      rows.add(
          source == null ? ofOthers.orElseThrow().image(next++) : ofSource.apply(source).image(i));
    }
    return rows.stream().reduce(Judgement::plus).orElseThrow();
  }
}
