package org.purify4j.diffusion.vote;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;

/**
 * The list of early exits. A new one takes one record in {@link EarlyExit}, its rule in {@link
 * StoppingRule}, and one line here.
 */
public final class EarlyExits {
  /** All early exits, in the order in which help shows them. */
  public static final Catalogue<EarlyExit> ALL =
      new Catalogue<>(
          "early exit", List.of(EarlyExit.None.KIND, EarlyExit.Decided.KIND, EarlyExit.Risk.KIND));

  private EarlyExits() {}
}
