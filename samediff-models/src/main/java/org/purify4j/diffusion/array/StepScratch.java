package org.purify4j.diffusion.array;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory for the small arrays of one reverse step, used again in the next: without it they would
 * wait for the garbage collector, which sees only their tiny handles.
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

  /** Runs work none of whose new arrays outlives it. */
  public static void run(Runnable work) {
    MemoryWorkspace scratch = Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, NAME);
    try {
      work.run();
    } finally {
      scratch.close();
    }
  }

  /** Gives the current thread's memory back. */
  public static void release() {
    if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(NAME)) {
      Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(NAME).destroyWorkspace();
    }
  }
}
