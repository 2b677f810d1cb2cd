package org.purify4j.importers.family;

import java.util.Optional;

/** The name that provenance records give this program. */
final class Program {
  /** Name and version. */
  static final String NAME =
      "Purify4J "
          + Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
              .orElse("(development)");

  private Program() {}
}
