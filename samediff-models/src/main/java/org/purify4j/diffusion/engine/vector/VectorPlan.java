package org.purify4j.diffusion.engine.vector;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;

/**
 * A network laid out for one batch size: every map, scratch array and kernel is fixed beforehand,
 * so that a run only computes. Maps are reused as soon as their last reader has run; a plan for
 * gradients keeps those that the backward pass reads again.
 */
final class VectorPlan {
  /** Whether values are kept for a backward pass. */
  enum Purpose {
    FORWARD,
    /** For the gradient of the image. */
    GRADIENT,
    /** For the gradients of the weights. */
    TRAINING
  }

  private final Network network;
  private final Purpose purpose;
  private final KernelResources resources;
  private final List<Step> steps;
  private final ConditioningBranch branch;
  private final FeatureMap[] values;
  private final VectorKernel[] kernels;
  private final FeatureMap image;
  private final float[] staging;
  private final Optional<BackwardPlan> backward;

  VectorPlan(
      Network network, PackedWeights weights, int batch, WorkerThreads workers, Purpose purpose) {
    this.network = network;
    this.purpose = purpose;
    this.resources =
        new KernelResources(
            workers,
            new Scratch(workers.count()),
            new Buffers(network, batch),
            weights,
            WeightMemory.transformedFits(network, Runtime.getRuntime().maxMemory()));
    this.steps = Fusion.steps(network);
    this.branch = new ConditioningBranch(network, resources);
    this.values = new FeatureMap[network.nodes().size()];
    this.kernels = new VectorKernel[steps.size()];
    Node input = network.input();
    this.image = resources.buffers().acquire(input.shape());
    values[input.id()] = image;
    layOut();
    long floats = batch * Math.max(input.shape().elements(), network.output().shape().elements());
    this.staging = new float[Math.toIntExact(floats)];
    this.backward =
        purpose == Purpose.GRADIENT
            ? Optional.of(
                new BackwardPlan(steps, values, kernels, input.id(), Optional.empty(), resources))
            : Optional.empty();
  }

  private void layOut() {
    int[] lastReader = lastReaders();
    boolean[] kept = new boolean[values.length];
    kept[network.input().id()] = true;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int index = i;
      FeatureMap y = resources.buffers().acquire(network.nodes().get(step.output()).shape());
      values[step.output()] = y;
      FeatureMap[] inputs = step.inputs().stream().map(id -> values[id]).toArray(FeatureMap[]::new);
      float[] plus =
          step.plus().isPresent() ? values[step.plus().getAsInt()].data() : Lanes.NOTHING;
      kernels[i] =
          VectorKernels.of(
              step, inputs, y, plus, place -> branch.value(step.inputs().get(place)), resources);
      if (purpose != Purpose.FORWARD && kernels[i].readsInputAgain()) {
        step.inputs().forEach(id -> kept[id] = true);
      } else if (purpose == Purpose.TRAINING && kernels[i].learnsFromInput()) {
        kept[step.inputs().get(0)] = true;
      }
      readers(step)
          .distinct()
          .filter(id -> lastReader[id] == index && values[id] != null && !kept[id])
          .forEach(id -> resources.buffers().release(values[id]));
    }
  }

  private int[] lastReaders() {
    int[] last = new int[values.length];
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      readers(steps.get(i)).forEach(id -> last[id] = index);
    }
    return last;
  }

  private static IntStream readers(Step step) {
    return IntStream.concat(
        step.inputs().stream().mapToInt(Integer::intValue), step.plus().stream());
  }

  /** Lays out the backward pass to the weights, for a plan made for training. */
  WeightGradientPlan learning(LearnedWeights learned) {
    int imageId = network.input().id();
    return new WeightGradientPlan(
        new BackwardPlan(steps, values, kernels, imageId, Optional.of(learned), resources),
        branch,
        new ConditioningBranchGradient(branch, learned, resources),
        staging);
  }

  /** Runs forward. */
  void forward(INDArray x, Conditioning conditioning, INDArray output) {
    Transfer.load(x, image, staging);
    branch.update(conditioning);
    for (VectorKernel kernel : kernels) {
      kernel.forward();
    }
    Transfer.store(values[network.output().id()], output, staging);
  }

  /** Runs backward after {@link #forward}. */
  void backward(INDArray cotangent, INDArray gradient) {
    backward.orElseThrow().run(cotangent, gradient, staging);
  }

  /** Bytes of arrays held, the weights apart. */
  long bytes() {
    return resources.buffers().bytes() + resources.scratch().bytes();
  }
}
