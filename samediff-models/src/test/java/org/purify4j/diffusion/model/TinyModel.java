package org.purify4j.diffusion.model;

import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/** A small untrained model: everything a model has, in little time. */
public final class TinyModel {
  private TinyModel() {}

  /** 8×8 images, cosine schedule of 4000 steps. */
  public static DiffusionModel of(VarianceType variance) {
    AdmUNet net =
        new AdmUNet(
            3,
            32,
            variance == VarianceType.LEARNED_RANGE ? 6 : 3,
            List.of(32, 32),
            1,
            List.of(2),
            new Heads.Count(2),
            Layout.HEADS_FIRST,
            TimeInjection.SCALE_SHIFT,
            Resampling.CONVOLUTION,
            0);
    ModelDescription description =
        new ModelDescription(
            net,
            new CosineAlphaBar(4000),
            Prediction.NOISE,
            variance,
            TimeUnit.THOUSANDTHS,
            8,
            new Provenance("test", "", "test", Map.of("weights", "random")));
    return new DiffusionModel(description, Weights.random(net.describe(8, 8), 7));
  }
}
