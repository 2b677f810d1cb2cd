package org.purify4j.importers.unet;

/** Names that many programs have for how a network was trained or sampled from. */
final class TrainingSettings {
  /** How the weights came about; they are what they are. */
  static final String TRAINING = "how the weights were trained, which are what they are";

  /** How the authors draw samples; here the purifier's own settings decide. */
  static final String SAMPLING = "how the authors' programs draw samples; the purifier has its own";

  /** Dropout and memory savers, off when a network is only evaluated. */
  static final String EVALUATION = "without effect when a trained network is evaluated";

  private static final String[] OF_TRAINING = {
    "adam_betas",
    "amp",
    "amsgrad",
    "batch_size",
    "beta1",
    "data_dir",
    "dataset",
    "device",
    "ema",
    "ema_decay",
    "ema_rate",
    "eps",
    "fp16",
    "fp16_scale_growth",
    "grad_clip",
    "gradient_accumulate_every",
    "gaussian_dequantization",
    "learning_rate",
    "log_freq",
    "log_interval",
    "loss_type",
    "lr",
    "lr_anneal_steps",
    "max_grad_norm",
    "microbatch",
    "mixed_precision",
    "n_epochs",
    "n_iters",
    "num_workers",
    "optimizer",
    "random_flip",
    "resume_checkpoint",
    "save_interval",
    "schedule_sampler",
    "seed",
    "snapshot_freq",
    "uniform_dequantization",
    "validation_freq",
    "warmup",
    "weight_decay"
  };

  private TrainingSettings() {}

  /** Adds the names to those that do no harm. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .harmless(TRAINING, OF_TRAINING)
        .harmless(EVALUATION, "dropout", "use_checkpoint", "use_fp16");
  }
}
