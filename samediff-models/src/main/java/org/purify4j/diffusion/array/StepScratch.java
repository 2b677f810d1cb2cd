package org.purify4j.diffusion.array;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A workspace for the small arrays of one reverse step, reused by the next step. Without it they
 * would wait for the garbage collector, which sees only their small handles.
 */
public final class StepScratch {
  private static final String NAME = "PURIFY4J_STEP";

  private static final WorkspaceConfiguration GROWING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private StepScratch() {}

  /** Runs work whose new arrays are not used after it returns. */
  public static void run(Runnable work) {
    MemoryWorkspace scratch = Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, NAME);
    try {
      work.run();
    } finally {
      scratch.close();
    }
  }

  /** Releases the current thread's workspace. */
  public static void release() {
    if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(NAME)) {
      Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(NAME).destroyWorkspace();
    }
  }
}
