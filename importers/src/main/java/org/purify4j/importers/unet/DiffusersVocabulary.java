package org.purify4j.importers.unet;

/**
 * The settings of diffusers' {@code UNet2DModel} and of the schedulers whose process is that of
 * DDPM: all but the name of their class differ in how they sample alone.
 */
final class DiffusersVocabulary {
  private DiffusersVocabulary() {}

  /** Network and scheduler together. */
  static Vocabulary settings() {
    return sampling(schedule(network(new Vocabulary("diffusers' UNet2DModel and its scheduler"))));
  }

  private static Vocabulary network(Vocabulary vocabulary) {
    return vocabulary
        .honours(
            "add_attention",
            "attention_head_dim",
            "attn_norm_num_groups",
            "block_out_channels",
            "down_block_types",
            "downsample_padding",
            "flip_sin_to_cos",
            "freq_shift",
            "image_size",
            "in_channels",
            "layers_per_block",
            "mid_block_scale_factor",
            "norm_eps",
            "norm_num_groups",
            "out_channels",
            "resnet_time_scale_shift",
            "sample_size",
            "time_embedding_dim",
            "up_block_types")
        .only("_class_name", "UNet2DModel")
        .only("act_fn", "silu", "swish")
        .only("center_input_sample", false)
        .only("class_embed_type", "null")
        .only("downsample_type", "conv")
        .only("mid_block_type", "UNetMidBlock2D")
        .only("num_class_embeds", "null")
        .only("time_embedding_type", "positional")
        .only("upsample_type", "conv")
        .harmless(TrainingSettings.EVALUATION, "dropout");
  }

  private static Vocabulary schedule(Vocabulary vocabulary) {
    return vocabulary
        .honours(
            "beta_end",
            "beta_schedule",
            "beta_start",
            "diffusion_steps",
            "noise_schedule",
            "num_train_timesteps",
            "predict_epsilon",
            "prediction_type",
            "predicts",
            "trained_betas",
            "variance",
            "variance_type")
        .only(
            DiffusersFolder.SCHEDULER,
            "DDPMScheduler",
            "DDPMParallelScheduler",
            "DDIMScheduler",
            "DDIMParallelScheduler",
            "DDIMInverseScheduler",
            "PNDMScheduler",
            "DPMSolverMultistepScheduler",
            "DPMSolverMultistepInverseScheduler",
            "DPMSolverSinglestepScheduler",
            "DPMSolverSDEScheduler",
            "DEISMultistepScheduler",
            "UniPCMultistepScheduler",
            "SASolverScheduler",
            "EulerDiscreteScheduler",
            "EulerAncestralDiscreteScheduler",
            "HeunDiscreteScheduler",
            "KDPM2DiscreteScheduler",
            "KDPM2AncestralDiscreteScheduler",
            "LMSDiscreteScheduler",
            "RePaintScheduler")
        .only("rescale_betas_zero_snr", false)
        .only("rescale_timesteps", false)
        .only("timestep_type", "discrete")
        .only("use_dynamic_shifting", false)
        .only("use_flow_sigmas", false);
  }

  private static Vocabulary sampling(Vocabulary vocabulary) {
    return vocabulary.harmless(
        TrainingSettings.SAMPLING,
        "algorithm_type",
        "clip_sample",
        "clip_sample_range",
        "corrector_order",
        "disable_corrector",
        "dynamic_thresholding_ratio",
        "eta",
        "euler_at_final",
        "final_sigmas_type",
        "flow_shift",
        "interpolation_type",
        "lambda_min_clipped",
        "lower_order_final",
        "noise_sampler_seed",
        "predict_x0",
        "predictor_order",
        "sample_max_value",
        "set_alpha_to_one",
        "set_alpha_to_zero",
        "sigma_max",
        "sigma_min",
        "skip_prk_steps",
        "solver_order",
        "solver_p",
        "solver_type",
        "steps_offset",
        "tau_func",
        "tensor_format",
        "thresholding",
        "time_shift_type",
        "timestep_spacing",
        "timestep_values",
        "use_beta_sigmas",
        "use_exponential_sigmas",
        "use_karras_sigmas",
        "use_lu_lambdas");
  }
}
