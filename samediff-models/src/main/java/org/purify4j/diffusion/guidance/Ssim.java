package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The structural similarity (SSIM) of two images (Wang et al. 2004), and its gradient. Gaussian
 * window of 11 pixels and σ = 1.5 at every position where it lies wholly inside the image, K_1 =
 * 0.01, K_2 = 0.03, dynamic range 1; the mean over positions and channels.
 *
 * <p>Images are {@code [n, c, h, w]} in [0, 1] (values outside are allowed) and not modified.
 * Immutable; any number of threads may share it.
 */
final class Ssim {
  /** Width and height of the window, in pixels. */
  public static final int WINDOW = 11;

  private static final double WINDOW_SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private final INDArray overRows;
  private final INDArray overColumns;

  /**
   * Prepares the windows for one image size.
   *
   * @param height h, at least 11
   * @param width w, at least 11
   * @param dataType data type of the images
   */
  public Ssim(long height, long width, DataType dataType) {
    if (height < WINDOW || width < WINDOW) {
      throw new IllegalArgumentException(
          "image: got "
              + height
              + " x "
              + width
              + " pixels, must be at least "
              + WINDOW
              + " x "
              + WINDOW
              + " (the window of SSIM)");
    }
    this.overRows = window(height, dataType);
    this.overColumns = window(width, dataType);
  }

  /** Computes the SSIM of each pair of images: {@code [n]}, at most 1. */
  public INDArray of(INDArray x, INDArray y) {
    Parts parts = new Parts(x, y);
    long n = x.size(0);
    return parts.similarity().reshape(n, -1).mean(1);
  }

  /** Computes the gradient of each pair's SSIM with respect to {@code x}, {@code [n, c, h, w]}. */
  public INDArray gradient(INDArray x, INDArray y) {
    Parts p = new Parts(x, y);
    INDArray similarity = p.similarity();
    double places = similarity.length() / (double) x.size(0);
    INDArray denominator = p.b1.mul(p.b2);
    INDArray ofA1 = p.a2.div(denominator);
    INDArray ofA2 = p.a1.div(denominator);
    INDArray ofB1 = similarity.div(p.b1).negi();
    INDArray ofB2 = similarity.div(p.b2).negi();
    INDArray ofMean =
        p.meanY.mul(ofA1.sub(ofA2)).addi(p.meanX.mul(ofB1.sub(ofB2))).muli(2 / places);
    INDArray ofSquare = ofB2.muli(2 / places);
    INDArray ofProduct = ofA2.muli(2 / places);
    long[] shape = x.shape();
    return spread(ofMean, shape)
        .addi(spread(ofSquare, shape).muli(x))
        .addi(spread(ofProduct, shape).muli(y));
  }

  /**
   * The window's weighted mean at every position: {@code [n·c, w', h']}, rows and columns swapped.
   */
  INDArray smooth(INDArray image) {
    long planes = image.size(0) * image.size(1);
    long h = image.size(2);
    long w = image.size(3);
    INDArray rows = image.dup('c').reshape('c', planes * h, w).mmul(overColumns.transpose());
    INDArray swapped = swap(rows, planes, h);
    return rowMajor(swapped.mmul(overRows.transpose())).reshape(planes, overColumns.size(0), -1);
  }

  /** The transpose of {@link #smooth}. */
  INDArray spread(INDArray places, long[] shape) {
    long planes = shape[0] * shape[1];
    INDArray columns =
        places.reshape('c', planes * overColumns.size(0), overRows.size(0)).mmul(overRows);
    INDArray swapped = swap(columns, planes, overColumns.size(0));
    return rowMajor(swapped.mmul(overColumns)).reshape('c', shape);
  }

  /** {@code [planes·a, b]} to {@code [planes·b, a]}. */
  private static INDArray swap(INDArray matrix, long planes, long a) {
    long b = matrix.size(1);
    return rowMajor(matrix)
        .reshape('c', planes, a, b)
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', planes * b, a);
  }

  private static INDArray rowMajor(INDArray matrix) {
    return matrix.ordering() == 'c' ? matrix : matrix.dup('c');
  }

  private static INDArray window(long size, DataType dataType) {
    double[] weights = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double z = (i - (WINDOW - 1) / 2.0) / WINDOW_SIGMA;
      weights[i] = Math.exp(-z * z / 2);
      sum += weights[i];
    }
    int places = Math.toIntExact(size) - WINDOW + 1;
    double[][] band = new double[places][Math.toIntExact(size)];
    for (int place = 0; place < places; place++) {
      for (int i = 0; i < WINDOW; i++) {
        band[place][place + i] = weights[i] / sum;
      }
    }
    return Nd4j.createFromArray(band).castTo(dataType);
  }

  /**
   * Computes the derivative of {@link #gradient} along changes of both images.
   *
   * @param ofX the change of {@code x}, of its shape, not modified
   * @param ofY the change of {@code y}, of its shape, not modified
   * @return freshly allocated
   */
  public INDArray gradientTangent(INDArray x, INDArray y, INDArray ofX, INDArray ofY) {
    return new SsimTangent(this, x, y, ofX, ofY).gradient();
  }

  /** The two factors of the numerator and of the denominator of SSIM, at every position. */
  final class Parts {
    final INDArray meanX;
    final INDArray meanY;
    final INDArray a1;
    final INDArray a2;
    final INDArray b1;
    final INDArray b2;

    Parts(INDArray x, INDArray y) {
      meanX = smooth(x);
      meanY = smooth(y);
      INDArray product = meanX.mul(meanY);
      INDArray squares = meanX.mul(meanX).addi(meanY.mul(meanY));
      a2 = smooth(x.mul(y)).subi(product).muli(2).addi(C2);
      b2 = smooth(x.mul(x).addi(y.mul(y))).subi(squares).addi(C2);
      a1 = product.muli(2).addi(C1);
      b1 = squares.addi(C1);
    }

    INDArray similarity() {
      return a1.mul(a2).divi(b1.mul(b2));
    }
  }
}
