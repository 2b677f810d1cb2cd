package org.purify4j.importers;

import org.purify4j.diffusion.model.DiffusionModel;

/**
 * A diffusion model.
 *
 * @param model the model, to be closed by the caller
 * @param report what was imported, and on what grounds
 */
public record ImportedDiffusion(DiffusionModel model, ImportReport report) {}
