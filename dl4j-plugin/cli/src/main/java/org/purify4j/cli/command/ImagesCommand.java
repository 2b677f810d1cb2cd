package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.PurifierConfig;

/** Purifies image files. */
public final class ImagesCommand implements Command {
  private static final ValueOption<Path> VICTIM =
      InputFiles.VICTIM.withHelp(
          "a classifier whose predictions are shown, and for guidance that needs one");

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "DIR",
          "where the purified images go, as PNG, in the sub-directories that they come from"
              + " (a.jpg beside a.png as a.jpg.png), and images.json");

  @Override
  public String name() {
    return "images";
  }

  @Override
  public String summary() {
    return "purifies image files, and shows their predicted classes before and after";
  }

  @Override
  public List<String> arguments() {
    return List.of("IN");
  }

  @Override
  public Options options() {
    Options options =
        new Options().addOption(InputFiles.MODEL.required()).addOption(VICTIM.optional());
    return PurifierOptions.addWithoutBatch(options).addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "images photo.png --model diffusion.zip --out purified",
        "images pictures/ --model diffusion.zip --victim resnet56.zip --timestep 300 --nfe 12"
            + " --out purified");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path in = arguments.file(0);
    Path model = InputFiles.MODEL.require(arguments);
    Optional<Path> victim = VICTIM.read(arguments);
    if (victim.isEmpty()) {
      PurifierOptions.refuseVotes(arguments, "needs --" + VICTIM.name() + ", which votes");
    }
    Map<String, PurifierConfig> configs = PurifierOptions.read(arguments, 1);
    if (configs.size() != 1) {
      throw new UsageException(
          "--preset, --guidance: got " + configs.size() + " purifiers, must be one");
    }
    PurifierConfig config = configs.values().iterator().next();
    if (config.guidance().asksVictim() && victim.isEmpty()) {
      throw new UsageException(
          "--" + VICTIM.name() + ": is missing, the guidance needs a classifier");
    }
    if (victim.isEmpty()) {
      config = config.withVotes(1, config.voteRule());
    }
    SavedKind.require(SavedKind.DIFFUSION, model);
    if (victim.isPresent()) {
      SavedKind.require(SavedKind.CLASSIFIER, victim.get());
    }
    PurifierOptions.requireSchedule(arguments, configs, model);
    Path out = OUT.require(arguments);
    EarlierPictures earlier = EarlierPictures.in(out, ImagesRun.RECORD);
    Map<Path, Path> places = places(in, out, earlier);
    earlier.requireReplaceable(places.values());
    Optional<String> passedOver =
        ImageFiles.passedOver(in).without(file -> isIn(out, file)).remark(in);
    try (Output output = Output.directory(out, ImagesRun.RECORD)) {
      new ImagesRun(model, victim, config, places, earlier, passedOver)
          .execute(output.path(), terminal);
      output.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  /** Where each picture goes. */
  private static Map<Path, Path> places(Path in, Path out, EarlierPictures earlier)
      throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path picture : ImageFiles.list(in)) {
      if (!isIn(out, picture) || picture.equals(in)) {
        pictures.add(picture);
      } else if (!earlier.hold(picture)) {
        throw new CommandException(
            picture + ": lies in --out and is no earlier result: --out must be another directory");
      }
    }
    if (pictures.isEmpty()) {
      throw new CommandException(in + ": contains no picture but those in " + out);
    }
    Map<Path, Path> places = OutputNames.of(in, pictures, out);
    for (Map.Entry<Path, Path> entry : places.entrySet()) {
      Path place = entry.getValue();
      if (Files.exists(place) && Files.isSameFile(place, entry.getKey())) {
        throw new CommandException(place + ": is an input file, --out must be another directory");
      }
    }
    return places;
  }

  /** Whether a picture is in the output directory, where that lies within the input directory. */
  private static boolean isIn(Path out, Path picture) {
    return picture.toAbsolutePath().normalize().startsWith(out.toAbsolutePath().normalize());
  }
}
