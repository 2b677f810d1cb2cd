package org.purify4j.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
  @Test
  void limitsAreRead() {
    String head = "Limit                     Soft Limit           Hard Limit           Units     ";
    String none = "Max address space         unlimited            unlimited            bytes     ";
    String some = "Max address space         4096000000           unlimited            bytes     ";
    assertEquals(OptionalLong.empty(), AddressSpace.limit(List.of(head, none)));
    assertEquals(OptionalLong.of(4_096_000_000L), AddressSpace.limit(List.of(head, some)));
    assertEquals(OptionalLong.empty(), AddressSpace.limit(List.of()));
    assertEquals(
        OptionalLong.of(3875960L * 1024),
        AddressSpace.size(List.of("VmPeak:\t 3900000 kB", "VmSize:\t 3875960 kB")));
  }
}
