package org.purify4j.diffusion.chain;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/** A {@link PurifierPool} refused a request because too many are waiting already. */
public final class PoolOverloadException extends RejectedExecutionException {
  @Serial private static final long serialVersionUID = 1L;

  PoolOverloadException(PoolSize size) {
    super(
        "purifier pool: got a request while "
            + size.waiting()
            + " are waiting for "
            + size.threads()
            + " threads, must be fewer (try again later, or make a larger pool)");
  }
}
