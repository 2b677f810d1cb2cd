package org.purify4j.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rounds of one case gave. Rounds are compared only with themselves. */
final class CaseResult {
  private final Case measured;
  private final List<Map<Contender, Times>> rounds = new ArrayList<>();
  private final Map<Contender, String> failures = new EnumMap<>(Contender.class);

  CaseResult(Case measured) {
    this.measured = measured;
  }

  Case measured() {
    return measured;
  }

  void add(Map<Contender, Times> round) {
    rounds.add(round);
  }

  /** Notes that a contender cannot run this case. */
  void fail(Contender contender, String reason) {
    failures.put(contender, reason);
  }

  Map<Contender, String> failures() {
    return failures;
  }

  boolean failed(Contender contender) {
    return failures.containsKey(contender);
  }

  /** A contender's times, round by round. */
  List<Times> rounds(Contender contender) {
    return rounds.stream().filter(r -> r.containsKey(contender)).map(r -> r.get(contender)).toList();
  }

  /** The median over the rounds of each round's median, in milliseconds per image. */
  double median(Contender contender) {
    return new Times(rounds(contender).stream().mapToDouble(Times::median).toArray()).median();
  }

  /** How many times as long as another it takes, in each round that has both. */
  List<Double> ratios(Contender contender, Contender other) {
    return rounds.stream()
        .filter(r -> r.containsKey(contender) && r.containsKey(other))
        .map(r -> r.get(contender).median() / r.get(other).median())
        .toList();
  }

  /** The median of the rounds' ratios; none where no round has both. */
  Optional<Double> ratio(Contender contender, Contender other) {
    List<Double> ratios = ratios(contender, other);
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(new Times(ratios.stream().mapToDouble(r -> r).toArray()).median());
  }
}
