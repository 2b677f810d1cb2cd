import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.guidance.*;
import org.purify4j.diffusion.model.*;
import org.purify4j.diffusion.net.Op.Attention.Layout;
import org.purify4j.diffusion.noise.*;
import org.purify4j.diffusion.predictor.Parameters;
import org.purify4j.diffusion.purify.*;
import org.purify4j.diffusion.sampler.*;
import org.purify4j.diffusion.schedule.*;
import org.purify4j.diffusion.train.*;
import org.purify4j.diffusion.unet.*;
import org.purify4j.dl4j.*;
import org.purify4j.importers.*;
import org.purify4j.victim.Dl4jVictim;

/**
 * Writes the files of this folder with Purify4J 0.1.0 of commit 7aeb80b (2026-11-27); README.md says how it is run. Arguments: the
 * importers' golden folder, and where to write.
 */
public class Writer {
  private static final int SIDE = 8;

  private final Path golden;
  private final Path out;

  private Writer(Path golden, Path out) {
    this.golden = golden;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Writer writer = new Writer(Path.of(arguments[0]), Path.of(arguments[1]));
    writer.archives();
    writer.classifiers();
    writer.settings();
    writer.networks();
    writer.training();
    writer.noise();
    writer.machine();
  }

  // ---- diffusion archives, of each family

  private void archives() throws Exception {
    Files.createDirectories(out.resolve("archives"));
    write("adm", adm(), Precision.FLOAT16);
    write("ddpm", ddpm(), Precision.FLOAT16);
    write("diffusers", diffusers(), Precision.FLOAT32);
    write("score-sde", imported("score-sde-ddpm-blocks.pth"), Precision.FLOAT16);
    write("edm", imported("edm-ncsnpp.safetensors"), Precision.FLOAT16);
    write("lucidrains", imported("lucidrains.pt"), Precision.FLOAT16);
  }

  private DiffusionModel imported(String file) {
    return Importers.importDiffusion(golden.resolve(file), ImportOptions.none()).model();
  }

  private static DiffusionModel adm() {
    UNet network =
        new AdmUNet(
            3, 32, 6, List.of(32), 1, List.of(), new Heads.Count(4), Layout.HEADS_FIRST, TimeInjection.ADDED,
            AdmUNet.Resampling.CONVOLUTION, 0);
    return random(network, new CosineAlphaBar(4000), VarianceType.LEARNED_RANGE, TimeUnit.THOUSANDTHS, 31);
  }

  private static DiffusionModel ddpm() {
    UNet network = new HoUNet(3, 3, 32, new Resolutions(List.of(32), 1, List.of()), HoUNet.Resampling.CONVOLUTION);
    return random(network, LinearBetas.of(1000), VarianceType.FIXED_LARGE, TimeUnit.STEPS, 32);
  }

  /** The only one in float32, and the one that purifies wherever the family does not matter. */
  private DiffusionModel diffusers() {
    return random(small(List.of(8, 8), true), LinearBetas.of(1000), VarianceType.FIXED_LARGE, TimeUnit.STEPS, 33);
  }

  /** A UNet2DModel whose other settings are those of a golden file. */
  private UNet small(List<Integer> channels, boolean attention) {
    try (DiffusionModel model = imported("diffusers-shards")) {
      DiffusersUNet like = (DiffusersUNet) model.description().network();
      return new DiffusersUNet(
          3, 3, channels, 1, List.of(false, attention), List.of(attention, false), new DiffusersUNet.Middle(true, 1), like.attention(),
          new DiffusersUNet.Norms(4, 1e-6), like.time(), DiffusersUNet.DownPadding.AFTER);
    }
  }

  private static DiffusionModel random(UNet network, ScheduleSpec schedule, VarianceType variance, TimeUnit unit, long seed) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    network
        .describe(SIDE, SIDE)
        .parameters()
        .forEach(
            (name, shape) -> {
              float[] values = new float[length(shape)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextDouble() - 0.15);
              }
              weights.put(name, Nd4j.create(values, shape, 'c'));
            });
    Provenance provenance = new Provenance("compatibility", "", "Writer.java", Map.of("weights", "random"));
    return new DiffusionModel(new ModelDescription(network, schedule, Prediction.NOISE, variance, unit, SIDE, provenance), weights);
  }

  private static int length(long[] shape) {
    int length = 1;
    for (long size : shape) {
      length *= (int) size;
    }
    return length;
  }

  private void write(String name, DiffusionModel model, Precision precision) throws Exception {
    Path file = out.resolve("archives/" + name + ".zip");
    model.save(file, precision);
    model.close();
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.PixelSigma(0.1)).withRespacing(new Respacing.Evenly(3)).withSeed(5).withBatchSize(2);
    try (DiffusionModel read = DiffusionModel.load(file);
        Purifier purifier = Purifier.of(read, config)) {
      Files.writeString(out.resolve("archives/" + name + ".sha256"), digest(read.weights()) + "\n");
      save("archives/" + name + ".purified", purifier.purify(images(2, SIDE)));
    }
  }

  /** SHA-256 of all weights in float32, big-endian, in the order of their names. */
  private static String digest(Map<String, INDArray> weights) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    try (DataOutputStream data = new DataOutputStream(new java.security.DigestOutputStream(OutputStream.nullOutputStream(), sha))) {
      for (Map.Entry<String, INDArray> weight : new TreeMap<>(weights).entrySet()) {
        data.write(weight.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (float value : weight.getValue().dup('c').data().asFloat()) {
          data.writeFloat(value);
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  // ---- imported classifiers, with every layer of org.purify4j.importers.layer

  private void classifiers() throws Exception {
    Files.createDirectories(out.resolve("classifiers"));
    for (String name : List.of("akamaster-resnet", "kuangliu-shufflenetv2")) {
      ImportedClassifier imported = classifier(name, 16);
      Path file = out.resolve("classifiers/" + name + ".zip");
      ClassifierArchive.write(imported, file);
      ComputationGraph read = ModelSerializer.restoreComputationGraph(file.toFile(), false);
      save("classifiers/" + name + ".parameters", read.params());
      save("classifiers/" + name + ".probabilities", read.outputSingle(images(3, 16)));
    }
  }

  private ImportedClassifier classifier(String name, int side) {
    return Importers.importClassifier(golden.resolve(name + ".pt"), ImportOptions.none().withImageSize(side));
  }

  // ---- settings as JSON

  private void settings() throws Exception {
    Files.createDirectories(out.resolve("settings"));
    PurifierConfig base =
        PurifierConfig.of(new NoiseLevel.PixelSigma(0.1)).withRespacing(new Respacing.Evenly(3)).withSeed(7).withBatchSize(2);
    Map<String, PurifierConfig> all = new LinkedHashMap<>();
    all.put("ddpm", base);
    all.put("ddim", base.withSampler(new DdimSampler(0)).withClipping(Clipping.NONE));
    all.put("ddim-noisy", base.withSampler(new DdimSampler(0.5)).withRespacing(Respacing.parse("steps:0,20,45,90,999")));
    all.put("solver", base.withSampler(new DpmSolverPlusPlusSampler(DpmSolverPlusPlusSampler.Equation.ODE)));
    all.put("solver-of-sde", base.withSampler(new DpmSolverPlusPlusSampler(DpmSolverPlusPlusSampler.Equation.SDE)).withRespacing(Respacing.parse("100")));
    all.put("rounds", base.withRounds(new NoiseLevel.Timestep(40), new NoiseLevel.PixelSigma(0.05)).withRespacing(Respacing.parse("ddim25")));
    all.put("every-step", base.withRounds(new NoiseLevel.Timestep(4)).withRespacing(new Respacing.All()));
    all.put("sections", base.withRespacing(Respacing.parse("10,20,30")));
    all.put("votes", base.withVotes(3, VoteRule.MAJORITY).withEarlyExit(new EarlyExit.Decided()));
    all.put("votes-with-risk", base.withVotes(4, VoteRule.MEAN_PROBABILITY).withEarlyExit(new EarlyExit.Risk(0.05)));
    all.put("distances", base.withGuidance(Guidance.of(
        new SquaredDistance(0.5, DistanceTarget.NOISED_INPUT), new SsimDistance(2, DistanceTarget.INPUT)).withScale(new GuidanceScale.Gdmp(0.1, 8 / 255.0))));
    all.put("distances-the-other-way", base.withGuidance(Guidance.of(
        new SquaredDistance(0.5, DistanceTarget.INPUT), new SsimDistance(2, DistanceTarget.NOISED_INPUT)).withScale(new GuidanceScale.Constant(3))));
    all.put("kl-input", guided(base, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY));
    all.put("kl-input-at-estimate", guided(base, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.CLEAN_ESTIMATE));
    all.put("cross-entropy-noised", guided(base, OutputLoss.CROSS_ENTROPY, new OutputReference.Noised(2), EvaluateAt.NOISY));
    all.put("logits-bit-depth", guided(base, OutputLoss.LOGIT_DISTANCE, new OutputReference.Squeezed(new BitDepth(3)), EvaluateAt.NOISY));
    all.put("confidence", guided(base, OutputLoss.CONFIDENCE, new OutputReference.Input(), EvaluateAt.NOISY));
    all.put("kl-jpeg", guided(base, OutputLoss.KL, new OutputReference.Squeezed(new Jpeg(60)), EvaluateAt.NOISY));
    all.put("kl-median", guided(base, OutputLoss.KL, new OutputReference.Squeezed(new MedianFilter(3)), EvaluateAt.NOISY));
    all.put("kl-purified", guided(base, OutputLoss.KL, new OutputReference.Purified(2), EvaluateAt.NOISY));
    for (Preset preset : Preset.values()) {
      all.put("preset-" + preset.name().toLowerCase(java.util.Locale.ROOT), preset.config());
    }
    ComputationGraph classifier = classifier("akamaster-resnet", 12).graph();
    try (DiffusionModel model = DiffusionModel.load(out.resolve("archives/diffusers.zip"));
        Dl4jVictim victim = Dl4jVictim.of(classifier)) {
      for (Map.Entry<String, PurifierConfig> settings : all.entrySet()) {
        String name = "settings/" + settings.getKey();
        Files.writeString(out.resolve(name + ".json"), settings.getValue().toJson() + "\n");
        if (!settings.getKey().startsWith("preset-")) {
          try (Purifier purifier = Purifier.of(model, settings.getValue(), victim)) {
            save(name + ".purified", purifier.purify(images(2, 12)));
          }
        }
      }
    }
  }

  private static PurifierConfig guided(PurifierConfig base, OutputLoss loss, OutputReference reference, EvaluateAt at) {
    return base.withGuidance(Guidance.of(new VictimOutput(50, loss, reference, at)));
  }

  // ---- defended networks

  private void networks() throws Exception {
    Files.createDirectories(out.resolve("networks"));
    Path archive = out.resolve("archives/diffusers.zip");
    PurifierConfig unguided =
        PurifierConfig.of(new NoiseLevel.PixelSigma(0.1)).withRespacing(new Respacing.Evenly(2)).withSeed(3).withBatchSize(4);
    PurifierConfig guided =
        guided(unguided, OutputLoss.KL, new OutputReference.Purified(1), EvaluateAt.NOISY)
            .withSampler(new DpmSolverPlusPlusSampler(DpmSolverPlusPlusSampler.Equation.ODE));
    for (String which : List.of("unguided", "guided")) {
      PurifierReference reference = PurifierReference.of(archive, which.equals("guided") ? guided : unguided);
      ComputationGraph graph = PurifiedNetwork.wrap(classifier("akamaster-resnet", 16).graph(), reference.at(Path.of("/elsewhere/diffusers.zip")));
      ModelSerializer.writeModel(graph, out.resolve("networks/graph-" + which + ".zip").toFile(), false);
      save("networks/graph-" + which + ".probabilities", PurifiedNetwork.relocate(graph, archive).outputSingle(images(3, 16)));
      MultiLayerNetwork layers = PurifiedNetwork.wrap(layers(), reference.at(Path.of("/elsewhere/diffusers.zip")));
      ModelSerializer.writeModel(layers, out.resolve("networks/layers-" + which + ".zip").toFile(), false);
      save("networks/layers-" + which + ".probabilities", PurifiedNetwork.relocate(layers, archive).output(images(3, SIDE)));
    }
  }

  private static MultiLayerNetwork layers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .seed(5)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(6).padding(1, 1).activation(Activation.TANH).build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    return network;
  }

  // ---- a training that was interrupted

  private void training() throws Exception {
    Files.createDirectories(out.resolve("training"));
    UNet network = small(List.of(4, 4), false);
    ModelDescription description =
        new ModelDescription(network, new CosineAlphaBar(400), Prediction.NOISE, VarianceType.FIXED_SMALL, TimeUnit.STEPS, SIDE,
            new Provenance("compatibility", "", "Writer.java", Map.of()));
    TrainingConfig config =
        new TrainingConfig(6, 4, new TimestepSampling(100, 0.5), new Optimization(1e-3, 2, 1, 0.9), TrainingConfig.Loss.SIMPLE,
            TrainingConfig.Flips.HORIZONTAL, 11);
    ImageStream stream =
        new ImageStream() {
          @Override
          public ImageShape shape() {
            return new ImageShape(3, SIDE, SIDE);
          }

          @Override
          public void read(long first, float[] pixels, int[] labels) {
            float[] all = images((int) first + labels.length, SIDE).dup('c').data().asFloat();
            System.arraycopy(all, all.length - pixels.length, pixels, 0, pixels.length);
          }
        };
    Parameters weights = InitialWeights.of(network.describe(SIDE, SIDE), 9);
    digest("training/initial-weights", weights);
    try (DiffusionTrainer trainer = new DiffusionTrainer(description, TrainingState.of(weights), config, stream)) {
      trainer.step();
      trainer.step();
      trainer.step();
      TrainingState state = trainer.state();
      new TrainingCheckpoint(description, config, "images of Writer.java", state).write(out.resolve("training/checkpoint.zip"));
      digest("training/3.weights", state.weights());
      digest("training/3.average", state.average());
      digest("training/3.first-moment", state.firstMoment());
      digest("training/3.second-moment", state.secondMoment());
      trainer.step();
      trainer.step();
      trainer.step();
      save("training/6.weights", trainer.state().weights().data());
      save("training/6.average", trainer.state().average().data());
    }
  }

  private void digest(String name, Parameters parameters) throws Exception {
    Files.writeString(out.resolve(name + ".sha256"), digest(parameters.toArrays()) + "\n");
  }

  // ---- keyed noise, and where all this was computed

  private void noise() throws Exception {
    GaussianNoise source = new GaussianNoise(1234567890123L);
    float[] all = new float[6 * 64];
    float[] one = new float[64];
    int at = 0;
    for (NoiseSource.Kind kind : NoiseSource.Kind.values()) {
      for (int step : new int[] {0, 417}) {
        source.fill(-7_000_000_000L, 2, 1, new NoiseSource.Step(kind, step), one);
        System.arraycopy(one, 0, all, at, one.length);
        at += one.length;
      }
    }
    save("noise", all);
  }

  /** What decides the rounding of a result: equal lines here, equal bits there. */
  private void machine() throws IOException {
    List<String> processor = Files.readAllLines(Path.of("/proc/cpuinfo"));
    StringBuilder text = new StringBuilder();
    processor.stream().filter(line -> line.matches("(model name|cpu family|model)\\s*:.*")).distinct().forEach(line -> text.append(line.replaceAll("\\s+", " ")).append('\n'));
    text.append("avx512f: ").append(processor.stream().anyMatch(line -> line.contains(" avx512f "))).append('\n');
    text.append("processors: ").append(Runtime.getRuntime().availableProcessors()).append('\n');
    text.append("vector engine: ").append(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()).append('\n');
    Files.writeString(out.resolve("machine.txt"), text);
  }

  // ---- images and numbers

  /** Pixels that need no random numbers. */
  private static INDArray images(int count, int side) {
    float[] pixels = new float[count * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 40503 % 65521 / 65521f;
    }
    return Nd4j.create(pixels, new long[] {count, 3, side, side}, 'c');
  }

  private void save(String name, INDArray values) throws IOException {
    save(name, values.dup('c').data().asFloat());
  }

  /** Big-endian floats. */
  private void save(String name, float[] values) throws IOException {
    try (DataOutputStream data = new DataOutputStream(new java.io.BufferedOutputStream(Files.newOutputStream(out.resolve(name + ".floats"))))) {
      for (float value : values) {
        data.writeFloat(value);
      }
    }
  }
}
