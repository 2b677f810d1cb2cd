package org.purify4j.diffusion.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values and parameters of a network that is being built, and the checks of their shapes. */
final class NodeList {
  /** The largest published networks have two thousand values. */
  private static final int MOST_VALUES = 50_000;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, long[]> parameters = new LinkedHashMap<>();

  /** Adds the value that an operation makes of earlier ones. */
  Node add(Op op, Shape shape, Node... inputs) {
    if (nodes.size() == MOST_VALUES) {
      throw new IllegalArgumentException(
          "network: got more than " + MOST_VALUES + " operations, must have fewer blocks");
    }
    List<Integer> ids = Arrays.stream(inputs).map(Node::id).toList();
    Node node = new Node(nodes.size(), op, ids, shape);
    nodes.add(node);
    return node;
  }

  /** Adds a parameter of a new name. */
  void parameter(String name, long... shape) {
    requireElements(name, shape);
    if (parameters.put(name, shape) != null) {
      throw new IllegalArgumentException("parameter: got '" + name + "' twice, must be unique");
    }
  }

  /** An array of Java holds at most 2³¹ − 1 elements. */
  private static void requireElements(String name, long... shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 1 || size > Integer.MAX_VALUE / elements) {
        throw new IllegalArgumentException(
            "parameter "
                + name
                + ": got shape "
                + Arrays.toString(shape)
                + ", must be of 1 to "
                + Integer.MAX_VALUE
                + " elements");
      }
      elements *= size;
    }
  }

  /** Checks that a value can be halved both ways. */
  static void requireEven(String where, Node x) {
    boolean even = x.shape().height() % 2 == 0 && x.shape().width() % 2 == 0;
    require(even, where, x, "an even size (choose an image size that halves evenly)");
  }

  /** Checks a value, which the message shows with what it must be. */
  static void require(boolean holds, String where, Node got, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(where + ": got " + got.shape() + ", must be " + expected);
    }
  }

  /** The network whose output is the value added last. */
  Network build() {
    return new Network(nodes, parameters);
  }
}
