package org.purify4j.diffusion.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * Weights to begin a training with: those of linear layers and convolutions uniform within
 * ±1/sqrt(inputs), as PyTorch's layers begin, class vectors normal, normalisations the identity. A
 * convolution that ends a residual branch, and the one that gives the output, begin at zero, as in
 * the networks of Ho et al. 2020: every block is the identity at first.
 */
public final class InitialWeights {
  private InitialWeights() {}

  /** The weights of a seed. */
  public static Parameters of(Network network, long seed) {
    Parameters weights = Parameters.zeros(network);
    Set<Integer> zeros = zeros(network);
    Map<String, Integer> places = new HashMap<>();
    network.parameters().keySet().forEach(name -> places.put(name, places.size()));
    for (Node node : network.nodes()) {
      Op op = node.op();
      if (op instanceof Op.Convolution layer && !zeros.contains(node.id())) {
        layer(weights, layer.weight(), layer.bias(), node, seed, places);
      } else if (op instanceof Op.Linear layer) {
        layer(weights, layer.weight(), Optional.of(layer.bias()), node, seed, places);
      } else if (op instanceof Op.GroupNorm norm) {
        ones(weights, norm.weight());
      } else if (op instanceof Op.RmsNorm norm) {
        ones(weights, norm.gain());
      } else if (op instanceof Op.ClassEmbedding embedding) {
        normal(weights, embedding.table(), random(seed, places, embedding.table()));
      }
    }
    return weights;
  }

  /** Nodes whose weights begin at zero. */
  private static Set<Integer> zeros(Network network) {
    Set<Integer> zeros = new HashSet<>();
    zeros.add(network.output().id());
    for (Node node : network.nodes()) {
      if (node.op() instanceof Op.Add && node.dependsOnImage()) {
        // the branch comes last
        zeros.add(node.inputs().get(node.inputs().size() - 1));
      }
    }
    return zeros;
  }

  private static void layer(
      Parameters weights,
      String weight,
      Optional<String> bias,
      Node node,
      long seed,
      Map<String, Integer> places) {
    int inputs = weights.length(weight) / node.shape().channels();
    double bound = 1 / Math.sqrt(inputs);
    uniform(weights, weight, bound, random(seed, places, weight));
    bias.ifPresent(name -> uniform(weights, name, bound, random(seed, places, name)));
  }

  /** The random numbers of one tensor. */
  private static UniformRandomProvider random(long seed, Map<String, Integer> places, String name) {
    return KeyedRandom.of(seed, Objects.requireNonNull(places.get(name), name));
  }

  private static void ones(Parameters weights, String name) {
    int offset = weights.offset(name);
    Arrays.fill(weights.data(), offset, offset + weights.length(name), 1f);
  }

  private static void uniform(
      Parameters weights, String name, double bound, UniformRandomProvider random) {
    int offset = weights.offset(name);
    for (int i = 0; i < weights.length(name); i++) {
      weights.data()[offset + i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  private static void normal(Parameters weights, String name, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    int offset = weights.offset(name);
    for (int i = 0; i < weights.length(name); i++) {
      weights.data()[offset + i] = (float) gaussian.sample();
    }
  }
}
