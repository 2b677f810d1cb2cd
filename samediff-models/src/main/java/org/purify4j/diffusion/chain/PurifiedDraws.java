package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Unguided purifications of a batch, as references for its guided one: made when first asked for
 * and shared by all steps and rounds. The noise source knows their rounds by negative numbers.
 */
final class PurifiedDraws {
  private final ChainRun run;
  private final List<ChainTape> tapes = new ArrayList<>();

  PurifiedDraws(ChainRun run) {
    this.run = run;
  }

  List<INDArray> results(int draws) {
    while (tapes.size() < draws) {
      ReverseDiffusion unguided = run.chain().unguided();
      int firstRound = -(tapes.size() + 1) * unguided.rounds().size();
      ChainRun draw = new ChainRun(unguided, run.input(), run.draw(), firstRound);
      tapes.add(new ChainTape(draw, draw.record((round, step, steps, x) -> {})));
    }
    return tapes.subList(0, draws).stream().map(ChainTape::result).toList();
  }

  INDArray gradient(int draw, INDArray ofPurified) {
    return tapes.get(draw).gradient(ofPurified);
  }
}
