package org.purify4j.diffusion.chain;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Who watches the steps of a purifier, and whether to stop before the next one. */
final class StepWatch {
  private StepObserver observer = StepObserver.none();
  private BooleanSupplier cancelled = () -> false;

  void observe(StepObserver newObserver) {
    this.observer = newObserver;
  }

  void cancelWhen(BooleanSupplier newCancelled) {
    this.cancelled = newCancelled;
  }

  /** Observes one of several batches; throws a {@link CancellationException} to stop it. */
  StepObserver ofBatch(int batch, int batches) {
    return new StepObserver() {
      @Override
      public void beforeStep() {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("purification cancelled");
        }
        observer.beforeStep();
      }

      @Override
      public void onStep(StepEvent event) {
        observer.onStep(event.inBatch(batch, batches));
      }
    };
  }
}
