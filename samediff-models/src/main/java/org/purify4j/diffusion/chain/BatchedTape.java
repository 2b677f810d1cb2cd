package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A tape for more images than fit in one batch. To bound memory by one batch, each batch is
 * recorded once for its output and again for each gradient.
 */
final class BatchedTape implements Tape {
  private final INDArray images;
  private final Draw draw;
  private final BatchSlices batches;
  private final BiFunction<INDArray, Draw, Tape> record;
  private final INDArray output;

  private BatchedTape(
      INDArray images, Draw draw, BatchSlices batches, BiFunction<INDArray, Draw, Tape> record) {
    this.images = images;
    this.draw = draw;
    this.batches = batches;
    this.record = record;
    this.output = concatenated(batch -> from(batch, Tape::output));
  }

  /**
   * Records any number of images.
   *
   * @param images {@code [n, ...]}; must not change while the tape is in use
   * @param record records one batch; if there is only one, its tape is returned as it is
   */
  static Tape of(
      INDArray images, Draw draw, int batchSize, BiFunction<INDArray, Draw, Tape> record) {
    BatchSlices batches = new BatchSlices(images.size(0), batchSize);
    return batches.count() == 1
        ? record.apply(images, draw)
        : new BatchedTape(images, draw, batches, record);
  }

  @Override
  public INDArray output() {
    return output;
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return concatenated(
        batch -> {
          INDArray part = Rows.of(cotangent, batches.from(batch), batches.to(batch));
          return from(batch, tape -> tape.gradient(part));
        });
  }

  private INDArray from(int batch, Function<Tape, INDArray> wanted) {
    int from = batches.from(batch);
    int to = batches.to(batch);
    try (Tape tape = record.apply(Rows.of(images, from, to), draw.slice(from, to))) {
      return wanted.apply(tape);
    } catch (ImageFaultException e) {
      throw e.renumbered(image -> from + image);
    }
  }

  private INDArray concatenated(IntFunction<INDArray> part) {
    List<INDArray> parts = new ArrayList<>();
    for (int batch = 0; batch < batches.count(); batch++) {
      parts.add(part.apply(batch));
    }
    return Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }
}
