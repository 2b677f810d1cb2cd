package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.PoolOverloadException;
import org.purify4j.diffusion.chain.PoolSize;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.train.ConvNet;

class PurifierServiceTest {
  @TempDir Path folder;

  @Test
  void everyRequestIsAnsweredOrGivenUp() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));

    String printed = Printed.by(PurifierService::main, archive, 5);

    Matcher counts = Pattern.compile("sent 20, answered (\\d+), given up (\\d+)").matcher(printed);
    assertTrue(counts.find(), printed);
    int answered = Integer.parseInt(counts.group(1));
    assertTrue(answered > 0, printed);
    assertEquals(20, answered + Integer.parseInt(counts.group(2)), printed);
  }

  @Test
  void aBurstIsRefusedAndAClosedServiceSaysSo() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));
    PurifierService service =
        new PurifierService(
            archive, new ConvNet(32, 8, 10).initialised(1, new Adam()), new PoolSize(1, 1));
    INDArray image = new SyntheticDigits(1).read(1).images();
    int served = 0;
    int refused = 0;
    ExecutorService clients = Executors.newFixedThreadPool(8);
    for (Future<Integer> answer : all(clients, 8, () -> service.classify(image))) {
      try {
        int label = answer.get();
        assertTrue(label >= 0 && label < 10);
        served++;
      } catch (ExecutionException e) {
        assertEquals(PoolOverloadException.class, e.getCause().getClass());
        refused++;
      }
    }
    clients.shutdown();
    assertTrue(served >= 1 && refused >= 1, served + " served, " + refused + " refused");

    service.close();
    assertThrows(ClosedException.class, () -> service.classify(image));
  }

  private static <T> List<Future<T>> all(ExecutorService clients, int count, Callable<T> work) {
    List<Future<T>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(clients.submit(work));
    }
    return all;
  }
}
