package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** Pickles that call, burst, or describe tensors that cannot be. */
final class HostilePickles {
  private static final String CODE = "which would run code";
  private static final String UNREAD = "which is not read";

  private HostilePickles() {}

  static List<HostileFile> all() {
    List<HostileFile> files = new ArrayList<>(calls());
    files.addAll(bombs());
    files.addAll(tensors());
    return files;
  }

  private static List<HostileFile> calls() {
    PickleWriter touch = start().global("posix", "system").text("touch /tmp/pwned");
    PickleWriter stackGlobal = start().text("os").text("system").op(0x93).text("touch /tmp/pwned");
    PickleWriter nested = start().global("torch._utils", "_rebuild_parameter").op('(');
    nested.global("builtins", "exec").text("1").op(0x85, 'R', 0x88, 'N', 't', 'R');
    return List.of(
        HostileFile.pickle("call-reduce", CODE, touch.op(0x85, 'R')),
        HostileFile.pickle("call-stack-global", CODE, stackGlobal.op(0x85, 'R')),
        HostileFile.pickle("call-nested", CODE, nested),
        HostileFile.pickle(
            "call-newobj", CODE, start().global("subprocess", "Popen").op(')', 0x81)),
        HostileFile.pickle(
            "call-newobj-ex", CODE, start().global("runpy", "run_path").op(')', '}', 0x92)),
        HostileFile.pickle("call-inst", UNREAD, start().op('(', 'i', 'o', 's', '\n', 'x', '\n')),
        HostileFile.pickle("call-obj", UNREAD, start().op('(').global("os", "x").op('o')),
        HostileFile.pickle("call-ext", UNREAD, start().op(0x82, 1)),
        HostileFile.pickle(
            "call-setstate",
            "no state dict",
            start().global("os", "system").op('}').text("__setstate__").op('N', 's', 'b')),
        HostileFile.pickle(
            "call-unknown-tensor-maker",
            "w (a evil.make), none of them weights",
            start().op('}').text("w").global("evil", "make").op(')', 'R', 's')),
        HostileFile.pickle(
            "call-foreign-storage",
            "no torch storage",
            start().text("file:///etc/passwd").op('Q')));
  }

  private static List<HostileFile> bombs() {
    PickleWriter lists = start().op(']').memo(0);
    for (int level = 1; level <= 200; level++) {
      lists.op(']').memo(level).op('(');
      for (int i = 0; i < 100; i++) {
        lists.recall(level - 1);
      }
      lists.op('e');
    }
    PickleWriter pairs = start().op(']').memo(0).op('(');
    for (int i = 0; i < 100_000; i++) {
      pairs.op('N', 'N', 0x86);
    }
    pairs.op('e', '0');
    for (int i = 0; i < 10_000; i++) {
      pairs.global("collections", "OrderedDict").recall(0).op(0x85, 'R', '0');
    }
    PickleWriter shapes = start().op('(');
    for (int i = 0; i < 100_000; i++) {
      shapes.op('K', 1);
    }
    shapes.op('t').memo(0).op('0');
    shapes.global("torch._utils", "_rebuild_tensor").op('(').storage("FloatStorage", "0", 8);
    shapes.op('K', 0).recall(0).recall(0).op('t', 'R');
    PickleWriter stack = start();
    PickleWriter marks = start();
    for (int i = 0; i < 1_100_000; i++) {
      stack.op('N');
    }
    for (int i = 0; i < 2_000; i++) {
      marks.op('(');
    }
    PickleWriter dictionaries = start().op(']', '(');
    for (int i = 0; i < 900_000; i++) {
      dictionaries.op('}');
    }
    return List.of(
        HostileFile.pickle("bomb-lists-of-lists", "no state dict", lists),
        HostileFile.pickle("bomb-pairs", "steps", pairs),
        HostileFile.pickle("bomb-shape", "100000 dimensions", shapes),
        HostileFile.pickle("bomb-stack", "stack grows past", stack),
        HostileFile.pickle("bomb-marks", "nesting grows past", marks),
        HostileFile.pickle("bomb-dictionaries", "no state dict", dictionaries.op('e')),
        HostileFile.pickle("bomb-keys", "no state dict", collidingKeys()),
        HostileFile.pickle("bomb-memo", "memo grows past", start().op(']', 'r').int4(-1)),
        HostileFile.pickle("bomb-string", "too long", start().op(0x8d).int8(1L << 62)),
        HostileFile.pickle("bomb-integer", "too long", start().op(0x8b).int4(1 << 30)),
        HostileFile.pickle(
            "bomb-itself", "no state dict", start().op(']').memo(0).recall(0).op('a')));
  }

  /** Globals as keys, of which all hashes are one. */
  private static PickleWriter collidingKeys() {
    PickleWriter writer = start().op('}', '(');
    for (int i = 0; i < 1 << 15; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      writer.global("m", name.toString()).op('N');
    }
    return writer.op('u');
  }

  private static List<HostileFile> tensors() {
    long huge = Long.MAX_VALUE;
    PickleWriter repeated = start().op('}', '(');
    for (int i = 0; i < 100; i++) {
      repeated.text("w" + i).tensor("FloatStorage", "0", 8, 0, longs(1 << 23), longs(0));
    }
    return List.of(
        tensor("tensor-negative-stride", "negative", 8, 7, longs(8), longs(-1)),
        tensor("tensor-negative-offset", "negative", 8, -1, longs(2), longs(1)),
        tensor("tensor-negative-size", "negative", 8, 0, longs(-2, -4), longs(1, 1)),
        tensor("tensor-past-end", "reaches past", 8, 1, longs(8), longs(1)),
        tensor("tensor-overflow", "overflows", 8, huge, longs(2), longs(1)),
        tensor("tensor-product-overflow", "overflows", 8, 0, longs(huge, 4), longs(0, 0)),
        tensor("tensor-huge-storage", "which no file can hold", huge, 0, longs(8), longs(1)),
        tensor("tensor-long-storage", "must have 400000", 100_000, 0, longs(8), longs(1)),
        tensor("tensor-repeated", "too often", 8, 0, longs(1L << 40), longs(0)),
        tensor("tensor-ranks", "one stride per dimension", 8, 0, longs(8), longs(1, 1)),
        HostileFile.pickle("tensors-repeated", "the tensors ask for", repeated.op('u')),
        HostileFile.pickle(
            "tensor-storage-elsewhere",
            "storage ../../../etc/passwd is missing",
            start()
                .op('}')
                .text("w")
                .tensor("FloatStorage", "../../../etc/passwd", 8, 0, longs(8), longs(1))
                .op('s')));
  }

  private static HostileFile tensor(
      String name, String problem, long elements, long offset, long[] shape, long[] stride) {
    PickleWriter writer = start().op('}').text("w");
    return HostileFile.pickle(
        name, problem, writer.tensor("FloatStorage", "0", elements, offset, shape, stride).op('s'));
  }

  private static PickleWriter start() {
    return new PickleWriter().protocol();
  }

  private static long[] longs(long... values) {
    return values;
  }
}
