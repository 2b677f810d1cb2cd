package org.purify4j.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import org.purify4j.diffusion.fault.SafeText;
import org.purify4j.diffusion.fault.UserFault;

/** Describes a failure in one line that is safe to print on a terminal. */
public final class ErrorLine {
  private static final int LONGEST = 600;

  private ErrorLine() {}

  public static String of(Throwable failure) {
    return clean(text(failure));
  }

  private static String text(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "out of memory ("
          + failure.getMessage()
          + "): raise the limit with JAVA_OPTS=-Xmx8g, or use a smaller --batch";
    }
    if (failure instanceof FileSystemException file) {
      return fileSystem(file);
    }
    if (failure instanceof ExceptionInInitializerError || failure instanceof LinkageError) {
      return "a library cannot be loaded (" + root(failure) + "): run 'purify doctor'";
    }
    String message = failure.getMessage();
    return message != null && isExpected(failure) ? message : "unexpected: " + failure;
  }

  /** Failures whose message is meant for the user; any other is a fault of the program. */
  private static boolean isExpected(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof UserFault
        || failure instanceof IllegalArgumentException
        || failure instanceof ArithmeticException
        || failure instanceof CancellationException
        || failure instanceof UncheckedIOException;
  }

  private static String fileSystem(FileSystemException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean said = message.contains(": ");
    if (failure instanceof NoSuchFileException && !said) {
      return failure.getFile() + ": no such file or directory";
    }
    if (failure instanceof AccessDeniedException && !said) {
      return failure.getFile() + ": permission denied";
    }
    return message;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** The text in one line of bounded length, without what acts on a terminal (a hostile file's). */
  public static String clean(String text) {
    return SafeText.line(text, LONGEST);
  }
}
