package org.purify4j.diffusion.purify;

import java.util.Optional;
import org.purify4j.diffusion.guidance.Victim;

/**
 * What one thread of a {@link PurifierPool} works with. Owns both, and is used and closed by that
 * thread alone.
 *
 * @param purifier the purifier
 * @param victim the victim that guides it, if there is one
 */
public record PurifierWorker(Purifier purifier, Optional<Victim> victim) implements AutoCloseable {
  @Override
  public void close() {
    purifier.close();
    victim.ifPresent(Victim::close);
  }
}
