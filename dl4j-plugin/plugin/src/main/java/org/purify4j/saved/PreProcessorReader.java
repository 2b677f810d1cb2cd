package org.purify4j.saved;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.UTFDataFormatException;
import java.util.Set;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.PermuteDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.RGBtoGrayscaleDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;

/**
 * Pre-processors as older versions of DL4J put them into a file: as a Java object stream. Of such a
 * stream only a few classes of ND4J are made that hold nothing but numbers; arrays, other objects
 * and other classes are refused before they are made.
 */
final class PreProcessorReader {
  private static final int LARGEST = 1 << 12;
  private static final int MOST_OBJECTS = 16;
  private static final int DEEPEST = 4;

  private static final Set<Class<?>> ALLOWED =
      Set.of(
          ImagePreProcessingScaler.class,
          VGG16ImagePreProcessor.class,
          RGBtoGrayscaleDataSetPreProcessor.class,
          PermuteDataSetPreProcessor.class,
          PermuteDataSetPreProcessor.PermutationTypes.class,
          Enum.class);

  private PreProcessorReader() {}

  /**
   * Reads one.
   *
   * @param length how many bytes there are
   * @throws IOException if it is none of those that are allowed
   */
  @SuppressWarnings("BanSerializableRead") // every class is filtered
  static DataSetPreProcessor read(InputStream in, long length) throws IOException {
    if (length > LARGEST) {
      throw new IOException("got " + length + " bytes, must be at most " + LARGEST);
    }
    // read from memory, since a stream of objects closes what is under it
    InputStream bytes = new ByteArrayInputStream(in.readNBytes(LARGEST));
    try (ObjectInputStream objects = new ObjectInputStream(bytes)) {
      objects.setObjectInputFilter(PreProcessorReader::filter);
      if (objects.readObject() instanceof DataSetPreProcessor preProcessor) {
        if (bytes.read() >= 0) {
          throw new IOException("has something after its end");
        }
        return preProcessor;
      }
    } catch (ObjectStreamException | EOFException | UTFDataFormatException | RuntimeException e) {
      if (!(e instanceof InvalidClassException)) {
        throw new IOException("is a damaged stream of Java objects", e);
      }
    } catch (ClassNotFoundException e) {
      throw refused();
    }
    throw refused();
  }

  private static IOException refused() {
    return new IOException(
        "holds Java objects that are not read, must be one ImagePreProcessingScaler,"
            + " VGG16ImagePreProcessor, RGBtoGrayscaleDataSetPreProcessor or"
            + " PermuteDataSetPreProcessor of ND4J (save the network anew without it)");
  }

  private static ObjectInputFilter.Status filter(ObjectInputFilter.FilterInfo info) {
    boolean small =
        info.arrayLength() < 0 && info.references() <= MOST_OBJECTS && info.depth() <= DEEPEST;
    Class<?> type = info.serialClass();
    return small && (type == null || ALLOWED.contains(type))
        ? ObjectInputFilter.Status.ALLOWED
        : ObjectInputFilter.Status.REJECTED;
  }
}
