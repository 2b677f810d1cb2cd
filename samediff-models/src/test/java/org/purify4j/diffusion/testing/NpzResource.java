package org.purify4j.diffusion.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The arrays of an npz file on the class path. */
public final class NpzResource {
  private NpzResource() {}

  /** All arrays by name; a missing file fails the test. */
  public static Map<String, INDArray> read(String resource) throws IOException {
    InputStream file = NpzResource.class.getResourceAsStream(resource);
    if (file == null) {
      throw new IllegalStateException(resource + ": is missing from the test resources");
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String key = entry.getName().replaceFirst("\\.npy$", "");
        arrays.put(key, Nd4j.createNpyFromByteArray(zip.readAllBytes()));
      }
    }
    return arrays;
  }
}
