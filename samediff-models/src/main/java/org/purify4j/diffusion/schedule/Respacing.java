package org.purify4j.diffusion.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which steps of a schedule the reverse diffusion takes. Each choice has a short text form, read by
 * {@link #parse} and written by {@link #text}.
 */
public sealed interface Respacing {
  /**
   * The kept steps.
   *
   * @param timesteps number of steps of the full schedule
   * @param start the step of the full schedule where the reverse diffusion starts
   * @return strictly rising; the last is at least {@code start}
   * @throws IllegalArgumentException if the schedule is too short for this choice
   */
  int[] steps(int timesteps, int start);

  /** The text form; {@code parse(text())} equals this. */
  @JsonValue
  String text();

  /**
   * Reads a text form: {@code all}; {@code 100} or {@code 10,20,30} (so many steps in each of as
   * many equal sections of the schedule); {@code ddim25} (25 steps at one whole stride); {@code
   * evenly12} (12 steps from the start to 0); {@code steps:0,40,80} (these).
   *
   * @throws IllegalArgumentException for any other text
   */
  @JsonCreator
  static Respacing parse(String text) {
    try {
      if (text.equals("all")) {
        return new All();
      } else if (text.startsWith("ddim")) {
        return new Stride(Integer.parseInt(text.substring("ddim".length())));
      } else if (text.startsWith("evenly")) {
        return new Evenly(Integer.parseInt(text.substring("evenly".length())));
      } else if (text.startsWith("steps:")) {
        return new Explicit(integers(text.substring("steps:".length())));
      }
      return new Sections(integers(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "respacing: got \""
              + text
              + "\", must be all, a count such as 100, counts by section such as 10,20,30, ddim25,"
              + " evenly12, or steps:0,40,80",
          e);
    }
  }

  private static List<Integer> integers(String text) {
    return Arrays.stream(text.split(",", -1)).map(s -> Integer.valueOf(s.strip())).toList();
  }

  private static String join(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static void requireCount(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + ": got " + count + ", must be at least 1");
    }
  }

  /** Every step. */
  record All() implements Respacing {
    @Override
    public int[] steps(int timesteps, int start) {
      return IntStream.range(0, timesteps).toArray();
    }

    @Override
    public String text() {
      return "all";
    }
  }

  /**
   * Equal sections of the schedule with so many steps each, the first and last of a section among
   * them (improved-diffusion's {@code space_timesteps}).
   *
   * @param counts steps kept in each section, at least 1
   */
  record Sections(List<Integer> counts) implements Respacing {
    public Sections {
      counts = List.copyOf(counts);
      requireCount("sections", counts.size());
      counts.forEach(count -> requireCount("steps of a section", count));
    }

    @Override
    public int[] steps(int timesteps, int start) {
      int sections = counts.size();
      IntStream.Builder kept = IntStream.builder();
      int from = 0;
      for (int s = 0; s < sections; s++) {
        int size = timesteps / sections + (s < timesteps % sections ? 1 : 0);
        int count = counts.get(s);
        if (size < count) {
          throw new IllegalArgumentException(
              "respacing: got "
                  + count
                  + " steps in a section of "
                  + size
                  + ", must be at most "
                  + size);
        }
        double stride = count == 1 ? 1 : (size - 1) / (double) (count - 1);
        double position = 0;
        for (int i = 0; i < count; i++) {
          kept.add(from + (int) Math.rint(position));
          position += stride;
        }
        from += size;
      }
      return kept.build().toArray();
    }

    @Override
    public String text() {
      return join(counts);
    }
  }

  /**
   * As many steps at one whole stride from 0 (Song et al. 2021, DDIM).
   *
   * @param count at least 1
   */
  record Stride(int count) implements Respacing {
    public Stride {
      requireCount("ddim", count);
    }

    @Override
    public int[] steps(int timesteps, int start) {
      for (int stride = 1; stride < Math.max(timesteps, 2); stride++) {
        if ((timesteps + stride - 1) / stride == count) {
          int chosen = stride;
          return IntStream.range(0, count).map(i -> i * chosen).toArray();
        }
      }
      throw new IllegalArgumentException(
          "respacing: got ddim"
              + count
              + ", but no whole stride makes "
              + count
              + " steps of "
              + timesteps);
    }

    @Override
    public String text() {
      return "ddim" + count;
    }
  }

  /**
   * So many steps from the start down to 0, as evenly as whole steps allow: the distinct values of
   * round(linspace(0, start, count)), halves to even. One step is the start alone, which any
   * sampler takes straight to x̂_0 (Carlini et al. 2022), so far as it is not guided.
   *
   * @param count at least 1
   */
  record Evenly(int count) implements Respacing {
    public Evenly {
      requireCount("evenly", count);
    }

    @Override
    public int[] steps(int timesteps, int start) {
      if (count == 1) {
        return new int[] {start};
      }
      double stride = start / (double) (count - 1);
      return IntStream.range(0, count)
          .map(i -> i == count - 1 ? start : (int) Math.rint(i * stride))
          .distinct()
          .toArray();
    }

    @Override
    public String text() {
      return "evenly" + count;
    }
  }

  /**
   * These steps.
   *
   * @param kept strictly rising, from 0
   */
  record Explicit(List<Integer> kept) implements Respacing {
    public Explicit {
      kept = List.copyOf(kept);
      requireCount("steps", kept.size());
      for (int i = 0; i < kept.size(); i++) {
        if (kept.get(i) < (i == 0 ? 0 : kept.get(i - 1) + 1)) {
          throw new IllegalArgumentException(
              "steps: got " + join(kept) + ", must be at least 0 and rise strictly");
        }
      }
    }

    @Override
    public int[] steps(int timesteps, int start) {
      if (kept.get(kept.size() - 1) >= timesteps) {
        throw new IllegalArgumentException(
            "steps: got " + join(kept) + ", must lie below " + timesteps);
      }
      return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String text() {
      return "steps:" + join(kept);
    }
  }
}
