package org.purify4j.diffusion.engine.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.FirFilter;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.network.Shape;

/** Writes a change of size into a graph, from one shape to another. */
record ResamplingEmitter(EmitterScope scope, Shape from, Shape to) {

  SDVariable upsample(Op.Upsample op, SDVariable x) {
    return op.filter() == Filter.FIR
        ? filtered(FirFilter.UPSAMPLE, x)
        : scope.graph().cnn().upsampling2d(x, 2, 2, true);
  }

  SDVariable downsample(Op.Downsample op, SDVariable x) {
    if (op.filter() == Filter.FIR) {
      return filtered(FirFilter.DOWNSAMPLE, x);
    }
    Pooling2DConfig halving =
        Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).paddingMode(PaddingMode.VALID).build();
    return scope.graph().cnn().avgPooling2d(x, halving);
  }

  /** A matrix product over columns, and one over rows. */
  SDVariable filtered(FirFilter filter, SDVariable x) {
    long channels = from.channels();
    SDVariable wide =
        scope
            .graph()
            .reshape(along(filter, x, from.width(), to.width()), -1, from.height(), to.width());
    SDVariable turned = scope.graph().permute(wide, 0, 2, 1);
    SDVariable both =
        scope
            .graph()
            .reshape(
                along(filter, turned, from.height(), to.height()), -1, to.width(), to.height());
    SDVariable upright = scope.graph().permute(both, 0, 2, 1);
    return scope.graph().reshape(upright, -1, channels, to.height(), to.width());
  }

  private SDVariable along(FirFilter filter, SDVariable x, int inputs, int outputs) {
    SDVariable matrix = scope.constant(Nd4j.createFromArray(filter.matrix(inputs, outputs)));
    return scope.graph().mmul(scope.graph().reshape(x, -1, inputs), matrix);
  }

  /** Each 2×2 block as one pixel. */
  SDVariable spaceToDepth(SDVariable x) {
    long height = to.height();
    long width = to.width();
    SDVariable split = scope.graph().reshape(x, -1, from.channels(), height, 2, width, 2);
    SDVariable blocks = scope.graph().permute(split, 0, 1, 3, 5, 2, 4);
    return scope.graph().reshape(blocks, -1, to.channels(), height, width);
  }
}
