package org.purify4j.protocol;

/**
 * What was asked of a target, each image counted by itself.
 *
 * @param queries answers, those that were recorded for a gradient included
 * @param gradients passes back through the target
 * @param networkPasses passes through the diffusion network, forward and for gradients
 */
public record QueryCount(long queries, long gradients, long networkPasses) {
  /** Nothing was asked. */
  static final QueryCount NONE = new QueryCount(0, 0, 0);

  public QueryCount {
    if (queries < 0 || gradients < 0 || networkPasses < 0) {
      throw new IllegalArgumentException(
          "queries, gradients, networkPasses: got "
              + queries
              + ", "
              + gradients
              + ", "
              + networkPasses
              + ", must be at least 0");
    }
  }

  QueryCount plus(QueryCount more) {
    return new QueryCount(
        queries + more.queries, gradients + more.gradients, networkPasses + more.networkPasses);
  }
}
