package org.purify4j.diffusion.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.ParameterCheck;

/** Tensors of this program's own archives, whole and damaged. */
class TensorFileTest {
  @Test
  void whatIsWrittenIsRead() throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("weight", Nd4j.createFromArray(new float[][] {{1, -2, 3}, {4, 5, .1f}}));
    tensors.put("bias", Nd4j.createFromArray(7f, 8f));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorFile.write(tensors, out);
    assertEquals(tensors, read(out.toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'x': {'dtype': 'F32', 'shape': [2], 'data_offsets': [0, 4]}}",
        "{'x': {'dtype': 'F32', 'shape': [1], 'data_offsets': [4, 8]}}",
        "{'x': {'dtype': 'F32', 'shape': [1]}}",
        "{'x': {'dtype': 'F32', 'shape': ['a'], 'data_offsets': [0, 4]}}",
        "{'x': {'dtype': 'F32', 'shape': [-1, -1], 'data_offsets': [0, 4]}}",
        "{'x': {'dtype': 'F32', 'shape': [65536, 65536], 'data_offsets': [0, 17179869184]}}",
        "{'x': {'dtype': 'F32', 'shape': [3], 'data_offsets': [0, 12]}}",
        "{'x': {'dtype': 'F64', 'shape': [1], 'data_offsets': [0, 8]}}",
        "{'x': 1}"
      })
  void aDamagedHeaderIsRefused(String header) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    IOException e = assertThrows(IOException.class, () -> read(file.array()));
    assertEquals(0, e.getMessage().indexOf("tensor"), e.getMessage());
  }

  @Test
  void aTensorThatNobodyAskedForIsRefusedBeforeItIsRead() {
    byte[] json =
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                TensorFile.read(
                    new ByteArrayInputStream(file.array()),
                    2_000_000_008L + json.length,
                    shapes -> ParameterCheck.require(Map.of(), shapes)));
    assertEquals("weights: unexpected x [500000000]", e.getMessage());
  }

  private static Map<String, INDArray> read(byte[] file) throws IOException {
    return TensorFile.read(new ByteArrayInputStream(file), file.length, shapes -> {});
  }
}
