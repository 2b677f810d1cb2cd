package org.purify4j.importers.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Zip archives that lie, hide or burst. */
final class HostileZips {
  private static final byte[] PICKLE = new PickleWriter().protocol().op('}').stop();
  private static final byte[] DATA = new byte[64];

  private HostileZips() {}

  static List<HostileFile> all() {
    List<HostileFile> files = new ArrayList<>();
    files.add(named("zip-slip", "../../evil/data.pkl"));
    files.add(named("zip-absolute", "/etc/data.pkl"));
    files.add(named("zip-backslash", "..\\data.pkl"));
    files.add(named("zip-nul", "a\0/data.pkl"));
    files.add(with("zip-duplicate", "has two members a/data/0", z -> z.stored("a/data/0", DATA)));
    files.add(
        with(
            "zip-shared-member",
            "overlap in the archive",
            zip -> {
              byte[] inner = new byte[500];
              CraftedZip other = new CraftedZip();
              other.stored("a/data/2", DATA);
              System.arraycopy(other.bytes(), 0, inner, 0, 100);
              long at = 2 * 30 + "a/data.pkl".length() + "a/data/0".length();
              at += PICKLE.length + DATA.length + 30 + "a/data/1".length();
              zip.stored("a/data/1", inner);
              zip.stored("a/data/2", DATA).claimedAt = at;
            }));
    files.add(
        with(
            "zip-overlap",
            "overlap in the archive",
            zip -> {
              CraftedZip.Member long1 = zip.stored("a/data/1", DATA);
              long1.packed = DATA.length + 8;
              long1.size = long1.packed;
              zip.stored("a/data/2", DATA);
            }));
    files.add(
        with(
            "zip-into-directory",
            "reaches into the archive's directory",
            zip -> {
              CraftedZip.Member last = zip.stored("a/data/1", DATA);
              last.packed = DATA.length + 8;
              last.size = last.packed;
            }));
    files.add(
        with("zip-bomb", "would unpack from", z -> z.deflated("a/data/1", new byte[200 << 20])));
    files.add(
        with(
            "zip-impossible-ratio",
            "bytes in the archive for 2147483647 bytes",
            z -> z.deflated("a/data/1", DATA).size = Integer.MAX_VALUE));
    files.add(
        with("zip-stored-sizes", "64 bytes in the archive for 4 bytes", z -> last(z).size = 4));
    files.add(with("zip-encrypted", "and not encrypted", z -> last(z).flags = 1));
    files.add(with("zip-method", "must be stored or deflated", z -> last(z).method = 12));
    files.add(with("zip-two-names", "member's own header", z -> last(z).localName = "a/data/7"));
    files.add(
        with("zip-no-zip64", "without its zip64 sizes", z -> last(z).claimedAt = 0xffffffffL));
    files.add(with("zip-offset", "malformed offset of member", z -> last(z).claimedAt = 1 << 30));
    files.add(with("zip-count", "got 65535 members in", z -> z.claimedMembers = 65535));
    files.add(with("zip-directory", "malformed end", z -> z.claimedDirectory = 1 << 30));
    files.add(with("zip-wrong-directory", "malformed entry", z -> z.claimedDirectory = 0));
    files.add(with("zip-two-pickles", "more than one data.pkl", z -> z.stored("b/data.pkl", DATA)));
    files.add(deflatedPickle("zip-short-pickle", PICKLE.length - 1));
    files.add(deflatedPickle("zip-long-pickle", PICKLE.length + 1));
    byte[] whole = base().bytes();
    files.add(HostileFile.of("zip-cut.pt", "truncated", Arrays.copyOf(whole, whole.length - 3)));
    return files;
  }

  private static HostileFile named(String name, String member) {
    CraftedZip zip = new CraftedZip();
    zip.stored("a/x", DATA);
    zip.stored(member, PICKLE);
    return HostileFile.of(name + ".pt", "must be a path within the archive", zip.bytes());
  }

  private static HostileFile with(String name, String problem, Consumer<CraftedZip> lie) {
    CraftedZip zip = base();
    lie.accept(zip);
    return HostileFile.of(name + ".pt", problem, zip.bytes());
  }

  private static HostileFile deflatedPickle(String name, int size) {
    CraftedZip zip = new CraftedZip();
    zip.stored("a/x", DATA);
    zip.deflated("a/data.pkl", PICKLE).size = size;
    return HostileFile.of(name + ".pt", "does not unpack to the size", zip.bytes());
  }

  private static CraftedZip base() {
    CraftedZip zip = new CraftedZip();
    zip.stored("a/data.pkl", PICKLE);
    zip.stored("a/data/0", DATA);
    return zip;
  }

  private static CraftedZip.Member last(CraftedZip zip) {
    return zip.stored("a/data/9", DATA);
  }
}
