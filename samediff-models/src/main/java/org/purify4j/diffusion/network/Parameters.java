package org.purify4j.diffusion.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One number for each parameter of a network, in one float32 array: its weights, or their gradient.
 * Tensors stand one after the other in the network's order, each in the checkpoint's own c-order.
 */
public final class Parameters {
  private final Map<String, long[]> shapes;
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final float[] data;

  private Parameters(Map<String, long[]> shapes) {
    this.shapes = shapes;
    long length = 0;
    for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
      offsets.put(tensor.getKey(), (int) length);
      length += elements(tensor.getValue());
      if (length > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "network: got " + length + " parameters, must be below 2^31 to be trained");
      }
    }
    this.data = new float[(int) length];
  }

  /** Zeros. */
  public static Parameters zeros(Network network) {
    return new Parameters(network.parameters());
  }

  /**
   * A network's weights.
   *
   * @param weights every parameter by name, of any floating-point type; copied
   */
  public static Parameters of(Network network, Map<String, INDArray> weights) {
    Parameters parameters = zeros(network);
    network.parameters().keySet().forEach(name -> parameters.set(name, required(weights, name)));
    return parameters;
  }

  /**
   * One of a network's weights.
   *
   * @param weights every parameter by name
   * @throws IllegalArgumentException if there is none of this name
   */
  public static INDArray required(Map<String, INDArray> weights, String name) {
    INDArray tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "weights: got none named " + name + ", must have every parameter of the network");
    }
    return tensor;
  }

  /**
   * Overwrites one tensor.
   *
   * @param values of its shape, of any floating-point type
   */
  public void set(String name, INDArray values) {
    if (!Arrays.equals(values.shape(), shape(name))) {
      throw new IllegalArgumentException(
          name
              + ": got shape "
              + Arrays.toString(values.shape())
              + ", must be "
              + Arrays.toString(shape(name)));
    }
    float[] floats = values.castTo(DataType.FLOAT).dup('c').data().asFloat();
    System.arraycopy(floats, 0, data, offset(name), floats.length);
  }

  /** Zeros for the same network. */
  public Parameters likeZeros() {
    return new Parameters(shapes);
  }

  /** A copy. */
  public Parameters copy() {
    Parameters copy = likeZeros();
    System.arraycopy(data, 0, copy.data, 0, data.length);
    return copy;
  }

  /** All values; changes write through. */
  public float[] data() {
    return data;
  }

  /** Names and shapes, in order. */
  public Map<String, long[]> shapes() {
    return shapes;
  }

  /**
   * Where a tensor begins.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public int offset(String name) {
    return known(offsets, name);
  }

  /**
   * The shape of a tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public long[] shape(String name) {
    return known(shapes, name);
  }

  private static <T> T known(Map<String, T> values, String name) {
    T value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("parameter: got " + name + ", must be one of the network");
    }
    return value;
  }

  /** How many values a tensor has. */
  public int length(String name) {
    return (int) elements(shape(name));
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The values of a tensor, copied. */
  public float[] tensor(String name) {
    int offset = offset(name);
    return Arrays.copyOfRange(data, offset, offset + length(name));
  }

  /** Every tensor by name, copied; the caller closes them. */
  public Map<String, INDArray> toArrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> arrays.put(name, Nd4j.create(tensor(name), shape, 'c')));
    return arrays;
  }
}
