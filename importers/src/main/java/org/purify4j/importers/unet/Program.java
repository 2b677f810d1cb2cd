package org.purify4j.importers.unet;

import java.util.Optional;

/** The name that provenance records give this program. */
public final class Program {
  /** Name and version. */
  public static final String NAME =
      "Purify4J "
          + Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
              .orElse("(development)");

  private Program() {}
}
