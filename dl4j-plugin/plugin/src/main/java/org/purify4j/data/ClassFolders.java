package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.archive.Sha256;

/**
 * Labelled pictures: a directory with one directory for each class, whose names, sorted, are the
 * classes. Hidden files and directories are left out; an empty directory is a class.
 *
 * <p>The pictures are taken in turn, the first of each class, then the second of each, and so on,
 * so that the first few are of all classes.
 */
public final class ClassFolders {
  private static final int FEWEST_CLASSES = 2;
  private static final float WHITE = 255f;

  private final Path directory;
  private final List<String> names;
  private final List<Picture> pictures;
  private final PassedOver passedOver;

  private ClassFolders(
      Path directory, List<String> names, List<Picture> pictures, PassedOver passedOver) {
    this.directory = directory;
    this.names = List.copyOf(names);
    this.pictures = List.copyOf(pictures);
    this.passedOver = passedOver;
  }

  private record Picture(Path file, int label) {}

  /**
   * Finds classes and pictures.
   *
   * @throws IOException if there is no such directory, or its pictures are not in at least two
   *     directories within it
   */
  public static ClassFolders of(Path directory) throws IOException {
    InputFile.requireFolder(directory, "a folder with one for each class");
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> !PictureFolder.isHidden(entry) && Files.isDirectory(entry))
          .sorted()
          .forEach(folders::add);
    }
    PictureFolder beside = PictureFolder.flat(directory, ImageFolder.ENDINGS);
    if (!beside.pictures().isEmpty()) {
      throw new IOException(
          beside.pictures().get(0)
              + ": is beside the folders of the classes, must be in the one of its class");
    }
    if (folders.size() < FEWEST_CLASSES) {
      throw new IOException(
          directory
              + ": got "
              + folders.size()
              + (folders.size() == 1 ? " folder" : " folders")
              + ", must have one for each class, at least "
              + FEWEST_CLASSES);
    }
    List<String> names = folders.stream().map(f -> String.valueOf(f.getFileName())).toList();
    PassedOver passedOver = beside.passedOver();
    List<List<Path>> ofClass = new ArrayList<>();
    for (Path folder : folders) {
      PictureFolder found = PictureFolder.find(folder, ImageFolder.ENDINGS);
      ofClass.add(found.pictures());
      passedOver = passedOver.and(found.passedOver());
    }
    return new ClassFolders(directory, names, inTurn(directory, ofClass), passedOver);
  }

  private static List<Picture> inTurn(Path directory, List<List<Path>> ofClass) throws IOException {
    int most = ofClass.stream().mapToInt(List::size).max().orElse(0);
    if (most == 0) {
      throw new IOException(directory + ": contains no picture in the folders of its classes");
    }
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (int label = 0; label < ofClass.size(); label++) {
        if (i < ofClass.get(label).size()) {
          pictures.add(new Picture(ofClass.get(label).get(i), label));
        }
      }
    }
    return pictures;
  }

  /** The names of the classes, in the order of their labels. */
  public List<String> names() {
    return names;
  }

  /** What the directory and those of the classes hold besides pictures. */
  public PassedOver passedOver() {
    return passedOver;
  }

  /** Number of pictures. */
  public int size() {
    return pictures.size();
  }

  /**
   * Decodes the first pictures.
   *
   * @param size height and width, to which each picture is scaled so that it just covers them, and
   *     cropped in the middle; if empty, all must have the size of the first
   * @param channels 3 for RGB, or 1 for grey, into which colours are turned (ITU-R BT.601)
   * @param limit largest number of images, at least 1
   * @return images {@code [n, channels, h, w]}; an id is the position among all pictures
   * @throws IOException if a picture is damaged, or of another size than the first
   */
  public LabelledImages read(Optional<Integer> size, int channels, int limit) throws IOException {
    int count = Math.min(pictures.size(), limit);
    int[] labels = new int[count];
    float[] values = {};
    int height = 0;
    int width = 0;
    for (int i = 0; i < count; i++) {
      Path file = pictures.get(i).file();
      BufferedImage picture = ImageFiles.decode(file);
      if (size.isPresent()) {
        picture = PictureFit.fill(picture, size.get(), size.get());
      }
      if (i == 0) {
        height = picture.getHeight();
        width = picture.getWidth();
        values = new float[Math.multiplyExact(count, channels * height * width)];
      }
      if (picture.getHeight() != height || picture.getWidth() != width) {
        throw new IOException(
            file
                + ": got "
                + picture.getWidth()
                + "x"
                + picture.getHeight()
                + " pixels, must be "
                + width
                + "x"
                + height
                + " as the first (or give a size to which all are scaled)");
      }
      put(picture, channels, values, i * channels * height * width);
      labels[i] = pictures.get(i).label();
    }
    return new LabelledImages(
        Nd4j.createFromArray(values).reshape('c', count, channels, height, width),
        labels,
        LongStream.range(0, count).toArray());
  }

  private static void put(BufferedImage picture, int channels, float[] values, int from) {
    int plane = picture.getHeight() * picture.getWidth();
    for (int at = 0; at < plane; at++) {
      int rgb = ImageFiles.rgb(picture, at % picture.getWidth(), at / picture.getWidth());
      for (int c = 0; c < channels; c++) {
        int level = channels == 1 ? ImageFiles.grey(rgb) : ImageFiles.level(rgb, c);
        values[from + c * plane + at] = level / WHITE;
      }
    }
  }

  /** A digest of names and contents, in lower-case hexadecimal. */
  public String sha256() throws IOException {
    return Sha256.of(
        out -> {
          for (Picture picture : pictures) {
            String name = directory.relativize(picture.file()).toString();
            out.write((name + "\n").getBytes(StandardCharsets.UTF_8));
            out.write((Sha256.of(picture.file()) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }
}
