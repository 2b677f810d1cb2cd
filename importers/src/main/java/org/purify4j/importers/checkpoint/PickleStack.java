package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The stack, marks and memo of a pickle machine, each of bounded size. */
final class PickleStack {
  private static final int MOST_VALUES = 1 << 20;
  private static final int MOST_MARKS = 1 << 10;
  private static final int MOST_MEMOS = 1 << 20;

  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final List<Object> memo = new ArrayList<>();

  void push(Object value) throws MalformedFileException {
    if (values.size() == MOST_VALUES) {
      throw tooLarge("stack", MOST_VALUES);
    }
    values.add(value);
  }

  Object pop() throws MalformedFileException {
    if (values.size() <= floor()) {
      throw new MalformedFileException("the pickle takes a value from an empty stack");
    }
    return values.remove(values.size() - 1);
  }

  Object top() throws MalformedFileException {
    Object value = pop();
    values.add(value);
    return value;
  }

  void mark() throws MalformedFileException {
    if (marks.size() == MOST_MARKS) {
      throw tooLarge("nesting", MOST_MARKS);
    }
    marks.add(values.size());
  }

  /** Removes and returns what was pushed since the last mark, and the mark. */
  List<Object> popToMark() throws MalformedFileException {
    if (marks.isEmpty()) {
      throw new MalformedFileException("the pickle goes back to a mark that was not set");
    }
    int from = marks.remove(marks.size() - 1);
    List<Object> tail = values.subList(from, values.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    return items;
  }

  void remember(Object value) throws MalformedFileException {
    remember(memo.size(), value);
  }

  void remember(long index, Object value) throws MalformedFileException {
    if (index >= MOST_MEMOS) {
      throw tooLarge("memo", MOST_MEMOS);
    }
    while (memo.size() <= index) {
      memo.add(null);
    }
    memo.set((int) index, value);
  }

  Object recall(long index) throws MalformedFileException {
    Object value = index < memo.size() ? memo.get((int) index) : null;
    if (value == null) {
      throw new MalformedFileException("the pickle recalls memo " + index + ", which was not set");
    }
    return value;
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private static MalformedFileException tooLarge(String what, int limit) {
    return new MalformedFileException("the pickle's " + what + " grows past " + limit);
  }
}
