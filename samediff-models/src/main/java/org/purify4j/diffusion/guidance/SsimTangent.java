package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of {@link Ssim#gradient} along changes u of x and v of y, by the rules for sums,
 * products and quotients. SSIM is a1·a2/(b1·b2) at every position; each field here is the change of
 * the one of the same name there.
 */
final class SsimTangent {
  private final Ssim ssim;
  private final INDArray x;
  private final INDArray y;
  private final INDArray u;
  private final INDArray v;
  private final Ssim.Parts at;
  private final INDArray meanX;
  private final INDArray meanY;
  private final INDArray a1;
  private final INDArray a2;
  private final INDArray b1;
  private final INDArray b2;

  SsimTangent(Ssim ssim, INDArray x, INDArray y, INDArray u, INDArray v) {
    this.ssim = ssim;
    this.x = x;
    this.y = y;
    this.u = u;
    this.v = v;
    this.at = ssim.new Parts(x, y);
    meanX = ssim.smooth(u);
    meanY = ssim.smooth(v);
    a1 = meanX.mul(at.meanY).addi(at.meanX.mul(meanY)).muli(2);
    b1 = at.meanX.mul(meanX).addi(at.meanY.mul(meanY)).muli(2);
    a2 = ssim.smooth(u.mul(y).addi(x.mul(v))).muli(2).subi(a1);
    b2 = ssim.smooth(x.mul(u).addi(y.mul(v))).muli(2).subi(b1);
  }

  INDArray gradient() {
    INDArray similarity = at.similarity();
    double factor = 2.0 * x.size(0) / similarity.length();
    INDArray denominator = at.b1.mul(at.b2);
    INDArray relative = b1.div(at.b1).addi(b2.div(at.b2));
    INDArray ofA1 = at.a2.div(denominator);
    INDArray ofA2 = at.a1.div(denominator);
    INDArray ofB1 = similarity.div(at.b1).negi();
    INDArray ofB2 = similarity.div(at.b2).negi();
    INDArray change = a1.mul(ofA1).addi(a2.mul(ofA2)).subi(similarity.mul(relative));
    INDArray ofA1Change = a2.div(denominator).subi(ofA1.mul(relative));
    INDArray ofA2Change = a1.div(denominator).subi(ofA2.mul(relative));
    INDArray ofB1Change = ofB1.mul(b1).addi(change).divi(at.b1).negi();
    INDArray ofB2Change = ofB2.mul(b2).addi(change).divi(at.b2).negi();
    INDArray ofMeanChange =
        meanY
            .mul(ofA1.sub(ofA2))
            .addi(at.meanY.mul(ofA1Change.sub(ofA2Change)))
            .addi(meanX.mul(ofB1.sub(ofB2)))
            .addi(at.meanX.mul(ofB1Change.sub(ofB2Change)));
    long[] shape = x.shape();
    return ssim.spread(ofMeanChange, shape)
        .addi(ssim.spread(ofB2Change, shape).muli(x))
        .addi(ssim.spread(ofB2, shape).muli(u))
        .addi(ssim.spread(ofA2Change, shape).muli(y))
        .addi(ssim.spread(ofA2, shape).muli(v))
        .muli(factor);
  }
}
