package org.purify4j.importers.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Safetensors headers that lie, and headers that are none. */
final class HostileSafetensors {
  private static final String A = "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},";

  private HostileSafetensors() {}

  static List<HostileFile> all() {
    String deep = "[".repeat(100_000);
    return List.of(
        file("overlap", "must begin at 4", A + tensor("b", "F32", "[1]", "2,6") + "}"),
        file("gap", "must begin at 4", A + tensor("b", "I8", "[3]", "5,8") + "}"),
        file("tail", "the tensors take 4 bytes", A + "'__metadata__':{}}"),
        file("same-bytes", "must begin at 4", A + tensor("b", "F32", "[1]", "0,4") + "}"),
        file("duplicate-key", "Duplicate field", A + tensor("a", "F32", "[1]", "4,8") + "}"),
        file("duplicate-field", "Duplicate field", "{'a':{'dtype':'F32','dtype':'I8'}}"),
        file("nan", "no valid JSON", "{'a':NaN}"),
        file("infinite-size", "no valid JSON", "{" + tensor("a", "F32", "[Infinity]", "0,8") + "}"),
        file(
            "float-size",
            "a: shape: got 2.0, must be a whole number",
            "{" + tensor("a", "F32", "[2.0]", "0,8") + "}"),
        file(
            "long-number",
            "no valid JSON",
            "{" + tensor("a", "F32", "[" + "9".repeat(99) + "]", "0,8") + "}"),
        file("deep-json", "no valid JSON", "{'__metadata__':{'a':" + deep),
        file(
            "deep-shape",
            "a: shape: got an array, must be a whole number",
            "{'a':{'shape':" + deep),
        file("long-name", "no valid JSON", "{'" + "a".repeat(100_000) + "':{}}"),
        file(
            "negative-offset",
            "a: data_offsets: got [-4, 0], must be",
            "{" + tensor("a", "F32", "[1]", "-4,0") + "}"),
        file(
            "swapped-offsets",
            "a: data_offsets: got [8, 0], must be",
            "{" + tensor("a", "F32", "[1]", "8,0") + "}"),
        file(
            "past-end",
            "ends at byte 4096 of 8",
            "{" + tensor("a", "F32", "[1024]", "0,4096") + "}"),
        file(
            "overflow",
            "overflows",
            "{" + tensor("a", "F32", "[4611686018427387904,4]", "0,8") + "}"),
        file("negative-sizes", "negative", "{" + tensor("a", "F32", "[-1,-2]", "0,8") + "}"),
        file(
            "many-dimensions",
            "a: shape: got more than 64 numbers",
            "{" + tensor("a", "F32", "[" + "1,".repeat(99) + "2]", "0,8") + "}"),
        file(
            "unknown-type",
            "none of them weights",
            "{" + tensor("a", "F8_E4M3", "[8]", "0,8") + "}"),
        file("unknown-field", "unknown field url", "{'a':{'url':'http://x'}}"),
        file(
            "after-the-end",
            "got an object after its end",
            "{" + tensor("a", "F32", "[2]", "0,8") + "}{}"),
        file("no-object", "a: got an array, must be an object", "{'a':[1]}"),
        HostileFile.of(
            "st-header-length.safetensors", "must be at most 100000000", header(1L << 40)),
        HostileFile.of("st-header-negative.safetensors", "must be at most", header(-1)),
        HostileFile.of("st-header-past-end.safetensors", "truncated", header(99_000_000)));
  }

  private static HostileFile file(String name, String problem, String header) {
    return HostileFile.safetensors("st-" + name, problem, header);
  }

  private static String tensor(String name, String type, String shape, String offsets) {
    return "'%s':{'dtype':'%s','shape':%s,'data_offsets':[%s]}"
        .formatted(name, type, shape, offsets);
  }

  private static byte[] header(long length) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return bytes.put((byte) '{').put((byte) '}').array();
  }
}
