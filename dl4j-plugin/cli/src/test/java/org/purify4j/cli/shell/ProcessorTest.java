package org.purify4j.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void processorsAreReadAsLinuxDescribesThem() {
    Processor found =
        Processor.parse(
            List.of("processor\t: 0", "model name\t: Some CPU", "flags\t\t: fpu avx2 avx fma"),
            "amd64");
    assertEquals(new Processor("Some CPU", List.of("avx2", "fma")), found);
    assertEquals("aarch64", Processor.parse(List.of("Features : asimd"), "aarch64").model());
  }
}
