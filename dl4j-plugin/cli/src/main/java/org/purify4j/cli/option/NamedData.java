package org.purify4j.cli.option;

import java.io.IOException;
import java.util.Optional;

/** Images named on the command line. */
interface NamedData {
  /** Says what lies with the images and is none; empty if nothing does. */
  default Optional<String> passedOver() throws IOException {
    return Optional.empty();
  }
}
