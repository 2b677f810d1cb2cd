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
 * A diffusion model as plain SameDiff graphs, for users who want the graph alone: save with {@code
 * SameDiff.save(file, false)} (FlatBuffers), load with {@code SameDiff.load} where nothing of this
 * project is on the class path. Weights are constants; the batch is free.
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
   * The network alone: {@link #IMAGE}, {@link #TIME} (and {@link #CLASSES}) to {@link #OUTPUT}; no
   * {@link DiffusionModel#parametrization} is applied.
   *
   * @param model the model
   * @param height of the images, in pixels
   * @param width of the images
   */
  public static SameDiff network(DiffusionModel model, int height, int width) {
    SameDiff graph = SameDiff.create();
    SDVariable time = graph.placeHolder(TIME, DataType.FLOAT, -1);
    network(graph, model, height, width, time, UnaryOperator.identity()).rename(OUTPUT);
    return graph;
  }

  /**
   * One whole guided reverse step of DDPM; see {@link GuidedStepGraph} for what goes in and comes
   * out.
   *
   * @param model the model
   * @param schedule its schedule, respaced or not
   * @param height of the images, in pixels
   * @param width of the images
   */
  public static SameDiff guidedStep(
      DiffusionModel model, NoiseSchedule schedule, int height, int width) {
    return new GuidedStepGraph(model, schedule).build(height, width);
  }

  /** Adds placeholders for image and classes, and the network on what is made of the image. */
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
