package org.purify4j.diffusion.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.engine.samediff.SameDiffEmitter;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * Exports a diffusion model as plain SameDiff graphs. Save them with {@code SameDiff.save(file,
 * false)} (FlatBuffers) and load them with {@code SameDiff.load}, which needs no class of this
 * project. Weights are constants; the batch size is free.
 */
public final class SameDiffExport {
  /** Placeholder: the noisy image x_t, {@code [b, c, h, w]} in [−1, 1]. */
  public static final String IMAGE = "image";

  /** Placeholder: the network time, {@code [b]} (see {@link DiffusionModel#networkTime}). */
  public static final String TIME = "time";

  /** Placeholder of a class-conditional network: labels {@code [b]}, int32. */
  public static final String CLASSES = "classes";

  /** Result: the network's raw output, {@code [b, o, h, w]}. */
  public static final String OUTPUT = "output";

  private SameDiffExport() {}

  /**
   * Exports the network alone, from {@link #IMAGE}, {@link #TIME} (and {@link #CLASSES}) to {@link
   * #OUTPUT}. No {@link DiffusionModel#parametrization} is applied.
   *
   * @param model the model
   * @param height of the images, in pixels
   * @param width of the images, in pixels
   */
  public static SameDiff network(DiffusionModel model, int height, int width) {
    SameDiff graph = SameDiff.create();
    SDVariable time = graph.placeHolder(TIME, DataType.FLOAT, -1);
    network(graph, model, height, width, time, UnaryOperator.identity()).rename(OUTPUT);
    return graph;
  }

  /**
   * Exports one whole guided reverse step of DDPM; see {@link GuidedStepGraph} for its placeholders
   * and results.
   *
   * @param model the model
   * @param schedule its noise schedule, respaced or not
   * @param height of the images, in pixels
   * @param width of the images, in pixels
   */
  public static SameDiff guidedStep(
      DiffusionModel model, NoiseSchedule schedule, int height, int width) {
    return new GuidedStepGraph(model, schedule).build(height, width);
  }

  /** Adds placeholders for image and classes, and the network applied to the scaled image. */
  static SDVariable network(
      SameDiff graph,
      DiffusionModel model,
      int height,
      int width,
      SDVariable time,
      UnaryOperator<SDVariable> scaling) {
    Network network = model.description().network().describe(height, width);
    int channels = model.description().network().inChannels();
    Map<String, SDVariable> inputs = new LinkedHashMap<>();
    SDVariable image = graph.placeHolder(IMAGE, DataType.FLOAT, -1, channels, height, width);
    inputs.put(IMAGE, scaling.apply(image));
    inputs.put(TIME, time);
    if (model.description().network().classes() > 0) {
      inputs.put(CLASSES, graph.placeHolder(CLASSES, DataType.INT32, -1));
    }
    return SameDiffEmitter.emit(graph, network, model.weights(), inputs, DataType.FLOAT);
  }
}
