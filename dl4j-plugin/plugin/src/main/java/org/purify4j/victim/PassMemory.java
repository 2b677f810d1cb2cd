package org.purify4j.victim;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.fault.Closing;

/**
 * The memory of a twin's passes: one workspace, reused by every pass. If the arrays of a pass,
 * including the temporary ones of its layers, were left to the garbage collector, they would pile
 * up to gigabytes of freshly allocated, and therefore slow, memory.
 *
 * <p>A forward pass can be kept for the backward pass. Its workspace then stays open but hidden: it
 * is not the current one, and the thread's list of workspaces holds an empty one in its place,
 * since DL4J refuses to train or evaluate a network while any workspace is open.
 */
final class PassMemory {
  private static final AtomicLong COUNT = new AtomicLong();

  /** Grows to the largest pass seen. */
  private static final WorkspaceConfiguration GROWING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.02)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final String id = "purify4j-twin-" + COUNT.incrementAndGet();
  private final LayerWorkspaceMgr arrays =
      LayerWorkspaceMgr.builder().defaultWorkspace(id, GROWING).build();
  private Optional<Owned> kept = Optional.empty();
  private Optional<Owned> placeholder = Optional.empty();

  /** A workspace and the one thread that may use it. */
  private record Owned(MemoryWorkspace workspace, Thread thread) {
    static Owned byThisThread(MemoryWorkspace workspace) {
      return new Owned(workspace, Thread.currentThread());
    }

    boolean isOurs() {
      return thread == Thread.currentThread();
    }
  }

  /** Returns the workspace manager for the layers of a pass. */
  LayerWorkspaceMgr arrays() {
    return arrays;
  }

  /** Runs a whole pass. The arrays of a kept pass are freed before it, its own arrays after it. */
  @SuppressWarnings("try") // the scope is left by closing it
  <T> T whole(Supplier<T> pass) {
    end();
    try (MemoryWorkspace scope = arrays.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      return pass.get();
    }
  }

  /** Runs the first part of a pass, and keeps its arrays until the pass ends. */
  <T> T start(Supplier<T> part) {
    end();
    MemoryWorkspace outside = Nd4j.getMemoryManager().getCurrentWorkspace();
    MemoryWorkspace workspace = arrays.notifyScopeEntered(ArrayType.ACTIVATIONS);
    T result;
    try {
      result = part.get();
    } catch (RuntimeException | Error e) {
      Closing.after(e, workspace);
      throw e;
    }
    hide(workspace);
    Nd4j.getMemoryManager().setCurrentWorkspace(outside);
    kept = Optional.of(Owned.byThisThread(workspace));
    return result;
  }

  /** Whether this thread has a started pass. */
  boolean started() {
    return kept.filter(Owned::isOurs).isPresent();
  }

  /** Continues the started pass, and ends it. */
  <T> T finish(Supplier<T> part) {
    MemoryWorkspace workspace =
        kept.filter(Owned::isOurs)
            .orElseThrow(() -> new IllegalStateException("pass: got none, must be started"))
            .workspace();
    kept = Optional.empty();
    MemoryWorkspace outside = Nd4j.getMemoryManager().getCurrentWorkspace();
    Nd4j.getWorkspaceManager().setWorkspaceForCurrentThread(workspace, id);
    Nd4j.getMemoryManager().setCurrentWorkspace(workspace);
    try (workspace) {
      return part.get();
    } finally {
      Nd4j.getMemoryManager().setCurrentWorkspace(outside);
    }
  }

  /** Ends a kept pass. A pass of another thread is left to the garbage collector. */
  void end() {
    if (started()) {
      finish(() -> id);
    }
    kept = Optional.empty();
  }

  /** Frees this thread's memory; a later pass allocates it again. */
  void release() {
    end();
    Nd4j.getWorkspaceManager()
        .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(GROWING, id));
  }

  /** Puts an empty workspace in the place of an open one. */
  private void hide(MemoryWorkspace open) {
    Optional<Owned> known =
        placeholder.filter(Owned::isOurs).filter(owned -> owned.workspace() != open);
    if (known.isPresent()) {
      Nd4j.getWorkspaceManager().setWorkspaceForCurrentThread(known.get().workspace(), id);
    } else {
      MemoryWorkspace empty = Nd4j.getWorkspaceManager().createNewWorkspace(GROWING, id);
      placeholder = Optional.of(Owned.byThisThread(empty));
    }
  }
}
