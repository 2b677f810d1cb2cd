package org.purify4j.importers.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few calls a pickle may make, each done here in Java; every other call gives an {@link Inert}
 * placeholder. No class is looked up, nothing of the file is executed.
 */
final class PickleCalls {
  private static final String REBUILD = "torch._utils";

  /** Place of the metadata among the arguments of _rebuild_tensor_v2. */
  private static final int METADATA = 6;

  private PickleCalls() {}

  /** The result of calling a global with these arguments. */
  static Object call(Object callable, PickleTuple arguments) throws MalformedFileException {
    if (callable instanceof Inert inert) {
      return inert;
    }
    if (!(callable instanceof GlobalName name)) {
      throw new MalformedFileException("the pickle calls something that is no function");
    }
    if (name.isAttack()) {
      throw new MalformedFileException(
          "the pickle calls "
              + name
              + ", which would run code; nothing was run (do not use this file)");
    }
    if (name.is("collections", "OrderedDict")) {
      return orderedDict(arguments);
    }
    if (name.is(REBUILD, "_rebuild_tensor") || name.is(REBUILD, "_rebuild_tensor_v2")) {
      return tensor(arguments);
    }
    if (name.is(REBUILD, "_rebuild_parameter") && arguments.size() >= 1) {
      return arguments.get(0);
    }
    if (name.is("torch", "Size")
        && arguments.size() == 1
        && arguments.get(0) instanceof PickleTuple sizes) {
      return sizes;
    }
    return new Inert(name);
  }

  /** What a persistent id stands for; PyTorch knows only storages. */
  static Object persistent(Object id) throws MalformedFileException {
    if (!(id instanceof PickleTuple parts
        && parts.size() >= 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof GlobalName type
        && parts.get(2) instanceof String key)) {
      throw new MalformedFileException("the pickle refers to something that is no torch storage");
    }
    Optional<ElementType> elementType =
        type.module().startsWith("torch")
            ? ElementType.ofTorchStorage(type.name())
            : Optional.empty();
    if (elementType.isEmpty()) {
      return new Inert(type);
    }
    StorageRef whole = StorageRef.of(key, elementType.get(), 0, parts.integer(4));
    if (parts.size() > 5 && parts.get(5) instanceof PickleTuple view && view.size() == 3) {
      return window(whole, view.integer(1), view.integer(2));
    }
    return whole;
  }

  private static StorageRef window(StorageRef whole, long from, long elements)
      throws MalformedFileException {
    StorageRef part = StorageRef.of(whole.key(), whole.type(), from, elements);
    if (part.endByte() > whole.endByte()) {
      throw new MalformedFileException(
          "storage " + whole.key() + ": a window of it reaches past its end");
    }
    return part;
  }

  private static Object tensor(PickleTuple arguments) throws MalformedFileException {
    if (arguments.size() >= 4) {
      if (arguments.get(0) instanceof Inert unread) {
        return unread;
      }
      if (arguments.get(0) instanceof StorageRef storage
          && arguments.get(2) instanceof PickleTuple shape
          && arguments.get(3) instanceof PickleTuple stride) {
        requirePlain(arguments);
        int most = StridedTensor.MOST_DIMENSIONS;
        return StridedTensor.of(
            storage, arguments.integer(1), shape.integers(most), stride.integers(most));
      }
    }
    throw new MalformedFileException(
        "the pickle rebuilds a tensor from something other than storage, offset, shape and stride");
  }

  /**
   * The seventh argument says what a tensor is beside its elements: {@code neg} and {@code conj},
   * that they are to be negated or conjugated; or what a back end of its own wants.
   */
  private static void requirePlain(PickleTuple arguments) throws MalformedFileException {
    if (arguments.size() <= METADATA || arguments.get(METADATA) == PickleNone.NONE) {
      return;
    }
    if (!(arguments.get(METADATA) instanceof Map<?, ?> metadata)) {
      throw new MalformedFileException("the pickle gives a tensor metadata that is no dictionary");
    }
    for (Map.Entry<?, ?> entry : metadata.entrySet()) {
      if (!Boolean.FALSE.equals(entry.getValue())) {
        throw new MalformedFileException(
            "the pickle sets "
                + entry.getKey()
                + " of a tensor, which is not read (in PyTorch, save tensor.resolve_neg()"
                + ".resolve_conj())");
      }
    }
  }

  private static Map<Object, Object> orderedDict(PickleTuple arguments)
      throws MalformedFileException {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.size() == 0) {
      return dict;
    }
    if (arguments.get(0) instanceof List<?> pairs) {
      for (Object pair : pairs) {
        if (pair instanceof List<?> list && list.size() == 2) {
          put(dict, list.get(0), list.get(1));
        } else if (pair instanceof PickleTuple tuple && tuple.size() == 2) {
          put(dict, tuple.get(0), tuple.get(1));
        } else {
          throw new MalformedFileException("an OrderedDict is made of something but pairs");
        }
      }
      return dict;
    }
    throw new MalformedFileException("an OrderedDict is made of something but a list of pairs");
  }

  /**
   * Sets an item of a dictionary, if the key is of a kind that can be one. Keys that are neither
   * strings nor numbers are kept by identity: they are never looked for, and a file could choose
   * names of which all hashes collide.
   */
  static void put(Map<Object, Object> dict, Object key, Object value)
      throws MalformedFileException {
    if (key instanceof Map<?, ?> || key instanceof List<?>) {
      throw new MalformedFileException("a dictionary in the pickle has a key that cannot be one");
    }
    boolean ordered = key instanceof Comparable<?>;
    dict.put(ordered ? key : new PickleTuple(List.of(key)), value);
  }
}
