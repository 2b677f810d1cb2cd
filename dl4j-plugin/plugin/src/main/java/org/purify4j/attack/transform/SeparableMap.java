package org.purify4j.attack.transform;

/**
 * The linear map A X Bᵀ of each channel X of an image, and its adjoint Aᵀ Y B.
 *
 * @param channels of the image
 * @param ofRows A, {@code [h, h]}
 * @param ofColumns B, {@code [w, w]}
 */
public record SeparableMap(int channels, double[][] ofRows, double[][] ofColumns)
    implements Passage {
  @Override
  public double[] image(double[] image) {
    return mapped(image, false);
  }

  @Override
  public double[] gradient(double[] gradient) {
    return mapped(gradient, true);
  }

  private double[] mapped(double[] values, boolean transposed) {
    int height = ofRows.length;
    int width = ofColumns.length;
    double[] across = new double[values.length];
    double[] result = new double[values.length];
    for (int line = 0; line < channels * height; line++) {
      for (int to = 0; to < width; to++) {
        double sum = 0;
        for (int from = 0; from < width; from++) {
          double weight = transposed ? ofColumns[from][to] : ofColumns[to][from];
          sum += weight * values[line * width + from];
        }
        across[line * width + to] = sum;
      }
    }
    for (int c = 0; c < channels; c++) {
      for (int to = 0; to < height; to++) {
        for (int from = 0; from < height; from++) {
          double weight = transposed ? ofRows[from][to] : ofRows[to][from];
          if (weight == 0) {
            continue;
          }
          for (int x = 0; x < width; x++) {
            result[(c * height + to) * width + x] +=
                weight * across[(c * height + from) * width + x];
          }
        }
      }
    }
    return result;
  }
}
