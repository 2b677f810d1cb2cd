package org.purify4j.diffusion.schedule;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * The choice of the steps of a schedule that the reverse diffusion takes. Each choice has a short
 * text form, read by {@link #parse} and written by {@link #text}.
 */
public interface Respacing extends Textual {
  /**
   * Returns the kept steps.
   *
   * @param timesteps number of steps of the full schedule
   * @param start the step of the full schedule at which the reverse diffusion starts
   * @return steps of the full schedule, strictly increasing; the last may lie before {@code start},
   *     in which case no reverse diffusion can begin there
   * @throws IllegalArgumentException if the schedule is too short for this choice
   */
  int[] steps(int timesteps, int start);

  @Override
  @JsonValue
  String text();

  /**
   * Parses a text form, such as {@code all}, {@code 100} or {@code evenly12}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  @JsonCreator
  static Respacing parse(String text) {
    return Respacings.ALL.parse(text);
  }

  private static List<Integer> integers(String text) {
    return Arrays.stream(text.split(",", -1)).map(s -> whole("steps", s)).toList();
  }

  private static String join(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Keeps every step. */
  record All() implements Respacing {
    /** The entry of this respacing in {@link Respacings}. */
    public static final Kind<Respacing> KIND =
        Kind.word("all", All.class, "all", "every step", All::new);

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
   * Divides the schedule into equal sections and keeps a given number of steps in each: its first
   * and last and evenly spaced ones between, or its first alone (improved-diffusion's {@code
   * space_timesteps}).
   *
   * @param counts number of steps kept in each section, at least 1
   */
  record Sections(List<Integer> counts) implements Respacing {
    /** The entry of this respacing in {@link Respacings}. */
    public static final Kind<Respacing> KIND =
        new Kind<>(
            "sections",
            Sections.class,
            "N[,N]",
            "N steps in each of the schedule's equal sections, one N a section",
            "10,20,30",
            text ->
                text.matches("[-+0-9, ]+")
                    ? Optional.of(new Sections(integers(text)))
                    : Optional.empty());

    public Sections {
      counts = List.copyOf(counts);
      Bound.STEPS.require("sections", counts.size());
      counts.forEach(count -> Bound.STEPS.require("steps of a section", count));
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
   * Keeps a given number of steps, from 0 at the smallest whole stride that gives this number (Song
   * et al. 2021, DDIM).
   *
   * @param count the number of steps, at least 1
   */
  record Stride(int count) implements Respacing {
    /** The entry of this respacing in {@link Respacings}. */
    public static final Kind<Respacing> KIND =
        new Kind<>(
            "stride",
            Stride.class,
            "ddimN",
            "N steps a whole stride apart",
            "ddim25",
            text -> after("ddim", text).map(n -> new Stride(whole("ddim", n))));

    public Stride {
      Bound.STEPS.require("ddim", count);
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
   * Keeps at most a given number of steps from the start down to 0, as evenly spaced as whole steps
   * allow: the distinct values of round(linspace(0, start, count)), halves rounded to even. A
   * single step is the start alone, from which every unguided sampler goes straight to x̂_0
   * (Carlini et al. 2022).
   *
   * @param count the number of steps, at least 1; fewer are taken if the start lies below count − 1
   */
  record Evenly(int count) implements Respacing {
    /** The entry of this respacing in {@link Respacings}. */
    public static final Kind<Respacing> KIND =
        new Kind<>(
            "evenly",
            Evenly.class,
            "evenlyN",
            "N steps, evenly spaced from the start to 0",
            "evenly12",
            text -> after("evenly", text).map(n -> new Evenly(whole("evenly", n))));

    public Evenly {
      Bound.STEPS.require("evenly", count);
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
   * Keeps the steps that are listed.
   *
   * @param kept the steps, at least 0 and strictly increasing
   */
  record Explicit(List<Integer> kept) implements Respacing {
    /** The entry of this respacing in {@link Respacings}. */
    public static final Kind<Respacing> KIND =
        new Kind<>(
            "steps",
            Explicit.class,
            "steps:T[,T]",
            "these steps",
            "steps:0,40,80",
            text -> after("steps:", text).map(steps -> new Explicit(integers(steps))));

    public Explicit {
      kept = List.copyOf(kept);
      Bound.STEPS.require("steps", kept.size());
      for (int i = 0; i < kept.size(); i++) {
        if (kept.get(i) < (i == 0 ? 0 : kept.get(i - 1) + 1)) {
          throw new IllegalArgumentException(
              "steps: got " + join(kept) + ", must be at least 0 and strictly increasing");
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
