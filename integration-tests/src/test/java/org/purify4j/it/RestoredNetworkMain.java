package org.purify4j.it;

import java.io.File;
import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What another process does with a saved network: restores it by DL4J alone and writes its output.
 */
public final class RestoredNetworkMain {
  private RestoredNetworkMain() {}

  /**
   * Runs.
   *
   * @param arguments network, images and where to write the output
   */
  public static void main(String[] arguments) throws IOException {
    ComputationGraph network = ModelSerializer.restoreComputationGraph(new File(arguments[0]));
    INDArray images = Nd4j.readBinary(new File(arguments[1]));
    Nd4j.saveBinary(network.outputSingle(images), new File(arguments[2]));
  }
}
