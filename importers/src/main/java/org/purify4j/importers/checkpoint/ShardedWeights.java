package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.fault.Closing;

/**
 * A checkpoint in several files, each a state dict of its own, and an index that says which tensor
 * is in which. Each file must hold exactly the tensors that the index gives it.
 */
final class ShardedWeights implements OpenContainer {
  private final Map<String, OpenContainer> shards = new LinkedHashMap<>();
  private final Map<String, Object> root = new LinkedHashMap<>();

  /** Opens every shard and collects the tensors of all. */
  static ShardedWeights open(Path index) throws IOException {
    ShardedWeights weights = new ShardedWeights();
    try {
      weights.load(index);
      return weights;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, weights);
      throw e;
    }
  }

  private void load(Path file) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    ShardIndex index = ShardIndex.read(file);
    for (String name : index.files()) {
      shards.put(name, ContainerDetector.openSingle(FolderFile.of(folder, name)));
    }
    for (Map.Entry<String, String> entry : index.shards().entrySet()) {
      String name = entry.getKey();
      Object value = dict(entry.getValue()).get(name);
      if (value == null) {
        throw new MalformedFileException(name + " is not in " + entry.getValue());
      }
      boolean tensor = value instanceof StridedTensor;
      root.put(name, tensor ? ((StridedTensor) value).in(entry.getValue() + "/") : value);
    }
    for (String shard : shards.keySet()) {
      for (Map.Entry<?, ?> entry : dict(shard).entrySet()) {
        boolean tensor = entry.getValue() instanceof StridedTensor;
        if (tensor && !shard.equals(index.shards().get(entry.getKey()))) {
          throw new MalformedFileException(
              entry.getKey() + " is in " + shard + ", where the index does not have it");
        }
      }
    }
  }

  private Map<?, ?> dict(String shard) throws MalformedFileException {
    if (shard(shard).root() instanceof Map<?, ?> dict) {
      return dict;
    }
    throw new MalformedFileException(shard + " is no state dict");
  }

  private OpenContainer shard(String name) throws MalformedFileException {
    OpenContainer shard = shards.get(name);
    if (shard == null) {
      throw new MalformedFileException("file " + name + " is missing from the index");
    }
    return shard;
  }

  @Override
  public Container kind() {
    return Container.SHARDS;
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long storageBytes(String key) throws MalformedFileException {
    int slash = key.indexOf('/');
    return shard(key.substring(0, slash)).storageBytes(key.substring(slash + 1));
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    int slash = key.indexOf('/');
    return shard(key.substring(0, slash)).read(key.substring(slash + 1), from, length);
  }

  @Override
  public String sha256() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, OpenContainer> shard : shards.entrySet()) {
      lines.append(shard.getValue().sha256()).append("  ").append(shard.getKey()).append('\n');
    }
    return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (OpenContainer shard : shards.values()) {
      try {
        shard.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
