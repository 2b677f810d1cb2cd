package org.purify4j.diffusion.chain;

import java.util.Optional;
import org.purify4j.diffusion.classifier.Classifier;

/**
 * The purifier and the victim of one thread of a {@link PurifierPool}. Owns both, and is used and
 * closed by that thread alone.
 *
 * @param purifier purifies for this thread
 * @param victim the victim that guides it, if there is one
 */
public record PurifierWorker(Purifier purifier, Optional<Classifier> victim)
    implements AutoCloseable {
  @Override
  public void close() {
    purifier.close();
    victim.ifPresent(Classifier::close);
  }
}
