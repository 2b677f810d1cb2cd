package org.purify4j.importers.unet;

import java.util.Map;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.UNet;

/**
 * What a family's importer makes of a checkpoint: a {@link
 * org.purify4j.diffusion.model.ModelDescription} without where it came from, and on what grounds.
 *
 * @param network the network's hyper-parameters
 * @param schedule the noise schedule
 * @param predicts what the network predicts
 * @param variance of the reverse process
 * @param timeUnit in which the network is told the time
 * @param imageSize height and width it was trained on, in pixels
 * @param facts every hyper-parameter by name, and what its value rests on
 */
record DecidedModel(
    UNet network,
    ScheduleSpec schedule,
    Prediction predicts,
    VarianceType variance,
    TimeUnit timeUnit,
    int imageSize,
    Map<String, Fact> facts) {}
