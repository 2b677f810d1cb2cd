package org.purify4j.diffusion.chain;

import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * The parts of a diffusion model that a purifier needs.
 *
 * @param networks opens the network for a batch and image size
 * @param schedule the full schedule the network was trained with
 * @param variance how Σ of a reverse step is obtained
 * @param networkTime maps a timestep of the full schedule to the network's time input
 * @param dataType that of the images inside the diffusion, FLOAT or DOUBLE
 * @param images the shapes of image that the network takes
 */
public record Denoiser(
    NetworkFactory networks,
    NoiseSchedule schedule,
    VarianceType variance,
    IntToDoubleFunction networkTime,
    DataType dataType,
    ImageShapes images) {
  public Denoiser {
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("dataType: got " + dataType + ", must be FLOAT or DOUBLE");
    }
  }

  /** Creates a denoiser whose network takes images of any shape. */
  public Denoiser(
      NetworkFactory networks,
      NoiseSchedule schedule,
      VarianceType variance,
      IntToDoubleFunction networkTime,
      DataType dataType) {
    this(networks, schedule, variance, networkTime, dataType, (channels, height, width) -> {});
  }

  /** Creates the denoiser of a pretrained model, in float32. */
  public static Denoiser of(DiffusionModel model) {
    return new Denoiser(
        new OfModel(model),
        model.schedule(),
        model.description().variance(),
        model::networkTime,
        DataType.FLOAT,
        model.description()::requireImages);
  }

  /** Returns the same denoiser with networks from elsewhere. */
  public Denoiser withNetworks(NetworkFactory newNetworks) {
    return new Denoiser(newNetworks, schedule, variance, networkTime, dataType, images);
  }

  /** Opens the networks of a pretrained model. */
  private record OfModel(DiffusionModel model) implements NetworkFactory {
    @Override
    public ExecutableNetwork open(int batchSize, int height, int width) {
      return model.noiseNetwork(batchSize, height, width);
    }

    @Override
    public SecondDerivative secondDerivative() {
      return SecondDerivative.EXACT;
    }
  }

  /** The shapes of image that a network takes. */
  @FunctionalInterface
  public interface ImageShapes {
    /**
     * Checks a shape.
     *
     * @throws IllegalArgumentException if the network does not take it
     */
    void require(long channels, long height, long width);
  }

  /** Opens executable networks. */
  @FunctionalInterface
  public interface NetworkFactory {
    /**
     * Opens a network, which the caller closes.
     *
     * @param batchSize images per call
     * @param height of the images, in pixels
     * @param width of the images, in pixels
     */
    ExecutableNetwork open(int batchSize, int height, int width);

    /** How the networks compute second derivatives. */
    default SecondDerivative secondDerivative() {
      return SecondDerivative.DIFFERENCES;
    }
  }
}
