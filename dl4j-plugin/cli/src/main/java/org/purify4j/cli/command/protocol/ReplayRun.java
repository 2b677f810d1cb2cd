package org.purify4j.cli.command.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.OpenDefences;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.report.ReplayTables;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.Deployment;
import org.purify4j.protocol.claim.Claim;
import org.purify4j.protocol.claim.ClaimFile;
import org.purify4j.protocol.claim.RepeatedAttack;
import org.purify4j.protocol.claim.Replay;
import org.purify4j.protocol.claim.ReplayedFigure;

/**
 * The replay of a claim whose files are the right ones.
 *
 * @param claim what is claimed
 * @param inputs the files
 * @param purifiers the purifiers that were judged, by name
 * @param replay the check
 */
record ReplayRun(
    Claim claim, InputFiles inputs, Map<String, PurifierConfig> purifiers, Replay replay) {
  /**
   * Reads all files, and checks that they are those of the claim.
   *
   * @param file of the claim
   * @throws CommandException if one is another
   */
  static ReplayRun checked(Path file, Claim claim, InputFiles inputs) throws IOException {
    inputs.check();
    requireSame(file, claim.files(), inputs);
    LabelledImages data = inputs.images();
    inputs.requireFit(data, SavedClassifier.load(inputs.victim()));
    Map<String, INDArray> images = ClaimFile.images(file, claim, data);
    return new ReplayRun(claim, inputs, purifiers(file, claim), new Replay(claim, images, data));
  }

  private static void requireSame(Path claim, List<FileReference> claimed, InputFiles inputs)
      throws IOException {
    Map<String, List<FileReference>> here =
        inputs.references().stream().collect(Collectors.groupingBy(FileReference::role));
    Map<String, List<FileReference>> there =
        claimed.stream().collect(Collectors.groupingBy(FileReference::role));
    Set<String> roles = new TreeSet<>(here.keySet());
    roles.addAll(Set.of(InputFiles.VICTIM.name(), InputFiles.MODEL.name()));
    for (String role : roles) {
      List<FileReference> now = here.getOrDefault(role, List.of());
      List<FileReference> then = there.getOrDefault(role, List.of());
      if (now.isEmpty() && then.isEmpty()) {
        continue;
      }
      if (!digests(now).equals(digests(then))) {
        throw new CommandException(
            "--" + role + ": got " + words(now) + ", must be " + words(then) + " of " + claim);
      }
    }
  }

  private static List<String> digests(List<FileReference> files) {
    return files.stream().map(FileReference::sha256).toList();
  }

  private static String words(List<FileReference> files) {
    return files.isEmpty()
        ? "none"
        : files.stream()
            .map(file -> "SHA-256 " + file.sha256() + " (" + file.path() + ")")
            .collect(Collectors.joining(" and "));
  }

  /** The purifiers that a claim tells of; not that in the victim's own file. */
  private static Map<String, PurifierConfig> purifiers(Path file, Claim claim) {
    Map<String, PurifierConfig> purifiers = new LinkedHashMap<>();
    for (DefenceOutcome defence : claim.defences()) {
      String name = defence.name();
      if (!name.equals(Undefended.NAME) && !name.equals(OpenDefences.AS_SAVED)) {
        try {
          purifiers.put(name, PurifierConfig.fromJson(defence.settings().toString()));
        } catch (IllegalArgumentException e) {
          throw new CommandException(file + ": " + name + ": " + e.getMessage(), e);
        }
      }
    }
    return purifiers;
  }

  /** Opens the defences with the noise of a seed. */
  private OpenDefences open(long seed) throws IOException {
    return OpenDefences.deployed(inputs, purifiers, seed);
  }

  private Deployment named(OpenDefences defences, DefenceOutcome claimed) {
    return defences.deployments().stream()
        .filter(deployment -> deployment.name().equals(claimed.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    claimed.name() + ": is claimed, and " + inputs.victim() + " has no such part"));
  }

  /**
   * Judges the stored images again.
   *
   * @param fresh seed of the fresh draws
   * @return whether the claim is confirmed
   */
  @SuppressWarnings("try") // the watch is only closed
  boolean judge(long fresh, Terminal terminal) throws IOException {
    List<ReplayedFigure> figures = new ArrayList<>();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences stored = open(claim.settings().seed());
        OpenDefences other = open(fresh);
        ProgressLine progress = ProgressLine.on(terminal, "replay")) {
      long total = claim.defences().stream().mapToLong(of -> replay.answers(of.name())).sum();
      long done = 0;
      for (DefenceOutcome defence : claim.defences()) {
        long before = done;
        figures.addAll(
            replay.judge(
                named(stored, defence),
                named(other, defence),
                (answers, all, doing) -> progress.show(before + answers, total, doing)));
        done += replay.answers(defence.name());
      }
    }
    terminal.out().println(ReplayTables.figures(figures, fresh).withItsCaption());
    return figures.stream().allMatch(ReplayedFigure::confirmed);
  }

  /**
   * Makes the attacks again.
   *
   * @return whether they leave what is claimed
   */
  @SuppressWarnings("try") // the watch is only closed
  boolean attackAgain(Terminal terminal) throws IOException {
    List<RepeatedAttack> attacks;
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences stored = open(claim.settings().seed());
        ProgressLine progress = ProgressLine.on(terminal, "replay")) {
      List<Deployment> deployments =
          claim.defences().stream().map(defence -> named(stored, defence)).toList();
      attacks = replay.attackAgain(deployments, progress::show);
    }
    terminal.out().println(ReplayTables.attacks(attacks).withItsCaption());
    return attacks.stream().allMatch(RepeatedAttack::confirmed);
  }
}
