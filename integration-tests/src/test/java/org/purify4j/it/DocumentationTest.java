package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the documentation compiles, and the examples that it names exist. */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
  private static final Pattern EXAMPLE = Pattern.compile("-Dexample=(\\w+)");

  /** What snippets may use without an import. */
  private static final List<String> PACKAGES =
      List.of(
          "java.io",
          "java.nio.file",
          "java.util",
          "org.deeplearning4j.nn.graph",
          "org.deeplearning4j.nn.multilayer",
          "org.deeplearning4j.util",
          "org.nd4j.linalg.api.ndarray",
          "org.nd4j.linalg.dataset.api.iterator",
          "org.nd4j.linalg.dataset.api.preprocessor",
          "org.purify4j.attack",
          "org.purify4j.data",
          "org.purify4j.defence",
          "org.purify4j.diagnose",
          "org.purify4j.diffusion.chain",
          "org.purify4j.diffusion.classifier",
          "org.purify4j.diffusion.guidance",
          "org.purify4j.diffusion.model",
          "org.purify4j.diffusion.noise",
          "org.purify4j.diffusion.schedule",
          "org.purify4j.dl4j",
          "org.purify4j.evaluate",
          "org.purify4j.victim");

  /** What they may use without a declaration. */
  private static final String NAMES =
      """
      ComputationGraph victim;
      ComputationGraph network;
      MultiLayerNetwork layers;
      PurifierReference purifier;
      PurifierConfig config;
      DataNormalization normalizer;
      DataSetIterator iterator;
      Defence defence;
      DiffusionModel model;
      INDArray images;
      LabelledImages test;
      Path file;
      """;

  @TempDir Path classes;

  @Test
  void everySnippetCompiles() throws IOException {
    List<JavaFileObject> snippets = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = JAVA.matcher(Files.readString(page));
      while (matcher.find()) {
        snippets.add(new Snippet(page, snippets.size(), matcher.group(1)));
      }
    }
    assertTrue(snippets.size() >= 4, "snippets: " + snippets.size());

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      String path = System.getProperty("java.class.path");
      List<String> options =
          List.of(
              "-proc:none",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("surefire.test.class.path", path));
      boolean compiled = compiler.getTask(null, files, problems, options, null, snippets).call();
      assertTrue(
          compiled,
          () ->
              String.join("\n", problems.getDiagnostics().stream().map(Object::toString).toList()));
    }
  }

  @Test
  void everyExampleThatIsNamedExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = EXAMPLE.matcher(Files.readString(page));
      while (matcher.find()) {
        String name = matcher.group(1);
        if (!Files.exists(
            ROOT.resolve("examples/src/main/java/org/purify4j/examples/" + name + ".java"))) {
          missing.add(page.getFileName() + ": " + name);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "examples")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** A snippet as the body of a method. */
  private static final class Snippet extends SimpleJavaFileObject {
    private final String source;

    Snippet(Path page, int number, String text) {
      super(URI.create("string:///" + className(page, number) + ".java"), Kind.SOURCE);
      StringBuilder built = new StringBuilder();
      Matcher imports = IMPORT.matcher(text);
      while (imports.find()) {
        built.append(imports.group()).append('\n');
      }
      PACKAGES.forEach(name -> built.append("import ").append(name).append(".*;\n"));
      source =
          built
              .append("class " + className(page, number) + " {\n")
              .append(NAMES)
              .append("void run() throws Exception {\n")
              .append(IMPORT.matcher(text).replaceAll(""))
              .append("}\n}\n")
              .toString();
    }

    private static String className(Path page, int number) {
      String name = page.getFileName().toString().replaceAll("\\W", "_");
      return name.toLowerCase(Locale.ROOT) + "_" + number;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
