package org.purify4j.diffusion.vote;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;

/**
 * The list of early exits; a new one is one record in {@link EarlyExit}, its rule in {@link
 * StoppingRule}, and one line here.
 */
public final class EarlyExits {
  /** All of them. */
  public static final Catalogue<EarlyExit> ALL =
      new Catalogue<>(
          "early exit", List.of(EarlyExit.None.KIND, EarlyExit.Decided.KIND, EarlyExit.Risk.KIND));

  private EarlyExits() {}
}
