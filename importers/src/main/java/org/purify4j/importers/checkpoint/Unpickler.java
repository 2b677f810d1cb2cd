package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A pickle machine for what torch.save writes (protocols 2 to 5), which builds plain values and
 * nothing else: dictionaries as {@code LinkedHashMap}, lists and sets as {@code ArrayList}, {@link
 * PickleTuple}, String, Long (or BigInteger), Double, Boolean, {@code byte[]}, {@link PickleNone},
 * {@link GlobalName}, {@link StridedTensor}, {@link StorageRef} and {@link Inert}.
 *
 * <p>The opcodes are those of Python's pickletools.py. The text opcodes of protocols 0 and 1, INST,
 * OBJ, EXT and out-of-band buffers are refused. The machine is a loop, not a recursion, and its
 * stack, memo, nesting, strings and number of steps are limited.
 */
final class Unpickler {
  /** Ten times what the largest published checkpoint takes, its optimizer's state included. */
  private static final int MOST_STEPS = 1 << 21;

  private static final int HIGHEST_PROTOCOL = 5;

  private final PickleInput in;
  private final Consumer<StorageRef> storages;
  private final PickleStack stack = new PickleStack();
  private int steps;

  /**
   * @param in the bytes, from a pickle's first
   * @param storages told of each storage the pickle refers to
   */
  Unpickler(PickleInput in, Consumer<StorageRef> storages) {
    this.in = in;
    this.storages = storages;
  }

  /** Reads one pickle, up to and with its STOP. */
  Object load() throws IOException {
    for (int opcode = in.u1(); opcode != '.'; opcode = in.u1()) {
      spend(1);
      if (!constant(opcode) && !container(opcode) && !memo(opcode)) {
        object(opcode);
      }
    }
    return stack.pop();
  }

  /** Counts work: by naming one list many times, a small file could cause much of it. */
  private void spend(int count) throws MalformedFileException {
    steps += Math.min(count, MOST_STEPS);
    if (steps > MOST_STEPS) {
      throw new MalformedFileException("the pickle takes more than " + MOST_STEPS + " steps");
    }
  }

  /** Opcodes that push a number or a string. */
  private boolean constant(int opcode) throws IOException {
    switch (opcode) {
      case 'N' -> stack.push(PickleNone.NONE);
      case 0x88 -> stack.push(Boolean.TRUE);
      case 0x89 -> stack.push(Boolean.FALSE);
      case 'J' -> stack.push((long) in.i4());
      case 'K' -> stack.push((long) in.u1());
      case 'M' -> stack.push((long) in.u2());
      case 0x8a -> stack.push(in.integer(in.u1()));
      case 0x8b -> stack.push(in.integer(in.u4()));
      case 'G' -> stack.push(in.f8());
      case 'X' -> stack.push(in.utf8(in.u4()));
      case 0x8c -> stack.push(in.utf8(in.u1()));
      case 0x8d -> stack.push(in.utf8(in.i8()));
      case 'T' -> stack.push(in.latin1(in.u4()));
      case 'U' -> stack.push(in.latin1(in.u1()));
      case 'B' -> stack.push(in.bytes(in.u4()));
      case 'C' -> stack.push(in.bytes(in.u1()));
      case 0x8e, 0x96 -> stack.push(in.bytes(in.i8()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that build lists, tuples, sets and dictionaries. */
  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.top());
      case ']', 0x8f -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<>());
      case ')' -> stack.push(new PickleTuple(List.of()));
      case 't' -> stack.push(new PickleTuple(stack.popToMark()));
      case 0x91 -> stack.push(new ArrayList<>(stack.popToMark()));
      case 0x85, 0x86, 0x87 -> stack.push(shortTuple(opcode - 0x84));
      case 'a' -> append(List.of(stack.pop()));
      case 'e', 0x90 -> append(stack.popToMark());
      case 's' -> {
        Object value = stack.pop();
        setItems(List.of(stack.pop(), value));
      }
      case 'u' -> setItems(stack.popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memo(int opcode) throws IOException {
    switch (opcode) {
      case 'q' -> stack.remember(in.u1(), stack.top());
      case 'r' -> stack.remember(in.u4(), stack.top());
      case 0x94 -> stack.remember(stack.top());
      case 'h' -> stack.push(stack.recall(in.u1()));
      case 'j' -> stack.push(stack.recall(in.u4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that name, make and fill objects, and those that frame the stream. */
  private void object(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> protocol(in.u1());
      case 0x95 -> in.i8();
      case 'c' -> {
        String module = in.line();
        stack.push(new GlobalName(module, in.line()));
      }
      case 0x93 -> {
        Object name = stack.pop();
        stack.push(global(stack.pop(), name));
      }
      case 'Q' -> stack.push(persistent());
      case 'R', 0x81 -> {
        PickleTuple arguments = tuple(stack.pop());
        stack.push(call(stack.pop(), arguments));
      }
      case 0x92 -> {
        stack.pop();
        PickleTuple arguments = tuple(stack.pop());
        stack.push(call(stack.pop(), arguments));
      }
      // State (attributes of a dictionary, or of a placeholder) is dropped.
      case 'b' -> stack.pop();
      default ->
          throw new MalformedFileException(
              String.format("the pickle uses opcode 0x%02x, which is not read", opcode));
    }
  }

  private static void protocol(int version) throws MalformedFileException {
    if (version < 2 || version > HIGHEST_PROTOCOL) {
      throw new MalformedFileException("pickle protocol: got " + version + ", must be 2 to 5");
    }
  }

  private static GlobalName global(Object module, Object name) throws MalformedFileException {
    if (module instanceof String moduleText && name instanceof String nameText) {
      return new GlobalName(moduleText, nameText);
    }
    throw new MalformedFileException("the pickle names a global by something that is no string");
  }

  private Object call(Object callable, PickleTuple arguments) throws MalformedFileException {
    if (arguments.size() > 0 && arguments.get(0) instanceof List<?> items) {
      spend(items.size());
    }
    return PickleCalls.call(callable, arguments);
  }

  private Object persistent() throws MalformedFileException {
    Object value = PickleCalls.persistent(stack.pop());
    if (value instanceof StorageRef storage) {
      storages.accept(storage);
    }
    return value;
  }

  private static PickleTuple tuple(Object value) throws MalformedFileException {
    if (value instanceof PickleTuple arguments) {
      return arguments;
    }
    throw new MalformedFileException("the pickle makes a call whose arguments are no tuple");
  }

  private PickleTuple shortTuple(int size) throws MalformedFileException {
    Object[] items = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    return new PickleTuple(List.of(items));
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) throws MalformedFileException {
    Object target = stack.top();
    if (target instanceof List<?> list) {
      ((List<Object>) list).addAll(items);
    } else if (!(target instanceof Inert)) {
      throw new MalformedFileException("the pickle appends to something that is no list");
    }
  }

  @SuppressWarnings("unchecked")
  private void setItems(List<Object> items) throws MalformedFileException {
    Object target = stack.top();
    if (items.size() % 2 != 0) {
      throw new MalformedFileException("the pickle sets a key without a value");
    }
    if (target instanceof Map<?, ?> dict) {
      for (int i = 0; i < items.size(); i += 2) {
        PickleCalls.put((Map<Object, Object>) dict, items.get(i), items.get(i + 1));
      }
    } else if (!(target instanceof Inert)) {
      throw new MalformedFileException("the pickle sets items of something that is no dictionary");
    }
  }
}
