package org.purify4j.diffusion.engine.vector;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.vector.VectorKernel.Target;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Op;

/**
 * The backward pass through a plan's steps. The gradients that the readers of a value pass back to
 * it are summed in place. The gradient of a sum is also that of its inputs, which share one array;
 * it is copied only where one of them would change it while another still needs it.
 *
 * <p>It ends at the image or, in training, at the weights.
 */
final class BackwardPlan {
  private final List<Step> steps;
  private final FeatureMap[] values;
  private final int imageId;
  private final Optional<LearnedWeights> learned;
  private final KernelResources resources;
  private final FeatureMap[] gradients;
  private final Map<float[], Integer> holders = new IdentityHashMap<>();
  private final List<Runnable> actions = new ArrayList<>();
  private final FeatureMap output;
  private final FeatureMap image;

  /**
   * Lays the backward pass out.
   *
   * @param learned where the gradients of the weights go; empty to have the image's
   */
  BackwardPlan(
      List<Step> steps,
      FeatureMap[] values,
      VectorKernel[] kernels,
      int imageId,
      Optional<LearnedWeights> learned,
      KernelResources resources) {
    this.steps = steps;
    this.values = values;
    this.imageId = imageId;
    this.learned = learned;
    this.resources = resources;
    this.gradients = new FeatureMap[values.length];
    int last = steps.get(steps.size() - 1).output();
    this.output = hold(last, acquireLike(values[last]));
    for (int i = steps.size() - 1; i >= 0; i--) {
      int id = steps.get(i).output();
      if (gradients[id] != null) {
        passBack(steps.get(i), kernels[i]);
        drop(id);
      }
    }
    this.image = gradients[imageId];
  }

  private void passBack(Step step, VectorKernel kernel) {
    int id = step.output();
    if (step.scale() != 1) {
      makeOwn(id);
      scale(gradients[id], step.scale());
    }
    if (step.op() instanceof Op.Add || step.op() instanceof Op.AddPerChannel) {
      learn(kernel, id);
      maps(step).forEach(source -> share(source, id));
      return;
    }
    // first, while the gradient is whole, to the other side of a residual sum
    step.plus().ifPresent(source -> share(source, id));
    if (endsHere(step)) {
      learn(kernel, id);
      return;
    }
    if (kernel.spoilsGradient()) {
      makeOwn(id);
    }
    List<Target> targets = new ArrayList<>();
    List<Runnable> sums = new ArrayList<>();
    for (int source : maps(step)) {
      targets.add(target(source, kernel, sums));
    }
    actions.add(kernel.backward(gradients[id], targets.toArray(Target[]::new)));
    learn(kernel, id);
    actions.addAll(sums);
  }

  private void learn(VectorKernel kernel, int id) {
    learned.ifPresent(to -> actions.add(kernel.learn(gradients[id], to)));
  }

  /** In training nobody wants the image's gradient, which the first convolution would give. */
  private boolean endsHere(Step step) {
    return learned.isPresent()
        && step.op() instanceof Op.Convolution
        && step.inputs().get(0) == imageId;
  }

  private List<Integer> maps(Step step) {
    return step.inputs().stream().filter(id -> values[id] != null).toList();
  }

  /** Lets a value have the gradient of another, or adds that to what it has. */
  private void share(int source, int id) {
    if (gradients[source] == null) {
      hold(source, gradients[id]);
    } else {
      makeOwn(source);
      addTo(gradients[source], gradients[id], actions);
    }
  }

  private Target target(int source, VectorKernel kernel, List<Runnable> sums) {
    if (gradients[source] == null) {
      return new Target(hold(source, acquireLike(values[source])), Lanes.NOTHING);
    }
    makeOwn(source);
    if (kernel.addsToTargets()) {
      return new Target(gradients[source], gradients[source].data());
    }
    FeatureMap apart = acquireLike(values[source]);
    addTo(gradients[source], apart, sums);
    resources.buffers().release(apart);
    return new Target(apart, Lanes.NOTHING);
  }

  private void addTo(FeatureMap sum, FeatureMap value, List<Runnable> to) {
    float[] a = sum.data();
    float[] b = value.data();
    to.add(
        () ->
            resources
                .workers()
                .run(sum.length(), (from, end, worker) -> VectorKernels.add(a, b, a, from, end)));
  }

  private void scale(FeatureMap map, float factor) {
    float[] data = map.data();
    actions.add(
        () ->
            resources
                .workers()
                .run(
                    map.length(),
                    (from, end, worker) -> VectorKernels.scale(data, factor, from, end)));
  }

  /** Copies the gradient of a value if others hold the same array. */
  private void makeOwn(int id) {
    FeatureMap shared = gradients[id];
    if (Objects.requireNonNull(holders.get(shared.data()), "holders") == 1) {
      return;
    }
    drop(id);
    FeatureMap own = hold(id, acquireLike(values[id]));
    actions.add(() -> System.arraycopy(shared.data(), 0, own.data(), 0, shared.length()));
  }

  private FeatureMap hold(int id, FeatureMap gradient) {
    gradients[id] = gradient;
    holders.merge(gradient.data(), 1, Integer::sum);
    return gradient;
  }

  private void drop(int id) {
    float[] data = gradients[id].data();
    if (holders.merge(data, -1, Integer::sum) == 0) {
      holders.remove(data);
      resources.buffers().release(gradients[id]);
    }
  }

  private FeatureMap acquireLike(FeatureMap map) {
    return resources.buffers().acquire(Shapes.of(map));
  }

  /** Runs backward to the image. */
  void run(INDArray cotangent, INDArray gradient, float[] staging) {
    run(cotangent, staging);
    Transfer.store(image, gradient, staging);
  }

  /** Runs backward. */
  void run(INDArray cotangent, float[] staging) {
    Transfer.load(cotangent, output, staging);
    actions.forEach(Runnable::run);
  }
}
