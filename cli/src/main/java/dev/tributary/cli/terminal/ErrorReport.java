package dev.tributary.cli.terminal;

import dev.tributary.data.BadDataException;
import dev.tributary.data.InvalidEventException;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.concurrent.CancellationException;

/**
 * What went wrong, for a person: one message and an exit code. An {@link IllegalArgumentException} is the caller's mistake
 * (2), a {@link CorruptFileException} bad data (3), any other {@link IOException} a failed job (1).
 *
 * @param message one message of one or more lines; empty when there is nothing to say
 */
public record ErrorReport(int exitCode, String message) {
  private static final ErrorReport ENOUGH_READ = new ErrorReport(Failure.DONE, "");

  /** Of anything a command may throw. */
  public static ErrorReport of(Throwable error) {
    return switch (error) {
      case ClosedOutputException e when e.readerGone() -> ENOUGH_READ;
      case ClosedOutputException e -> new ErrorReport(Failure.FAILED, "cannot write to standard output: " + reason(e.getCause()));
      case Failure e -> new ErrorReport(e.exitCode(), e.getMessage());
      case CancellationException _ -> new ErrorReport(Failure.INTERRUPTED, "stopped; nothing half-written was kept");
      case UncheckedIOException e -> of(e.getCause());
      case CorruptFileException e -> new ErrorReport(Failure.BAD_DATA, e.getMessage());
      case BadDataException e -> new ErrorReport(Failure.BAD_DATA, e.getMessage());
      case InvalidEventException e -> new ErrorReport(Failure.BAD_DATA, e.getMessage());
      case IOException e -> new ErrorReport(Failure.FAILED, reason(e));
      case ReadOnlyFileSystemException _ -> new ErrorReport(Failure.FAILED, "the file system is read-only; choose another place");
      case IllegalArgumentException e -> new ErrorReport(Failure.USAGE, String.valueOf(e.getMessage()));
      case OutOfMemoryError e -> new ErrorReport(Failure.FAILED, outOfMemory(e));
      case StackOverflowError _ -> new ErrorReport(Failure.FAILED, "the input is nested too deeply");
      default -> new ErrorReport(Failure.FAILED, "internal error: " + error + "; this is a bug of Tributary, --debug shows where");
    };
  }

  private static String outOfMemory(OutOfMemoryError e) {
    String limit = Text.bytes(Runtime.getRuntime().maxMemory());
    return "memory ran out ("
        + e.getMessage()
        + "; the heap may grow to "
        + limit
        + ").\nGive it more, for example TRIBUTARY_JAVA_OPTS=-Xmx8g, or use less data; 'train --dry-run' prints what a job needs";
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileSystemException f when f.getReason() != null && !f.getReason().isEmpty() -> f.getFile() + ": " + f.getReason();
      case NoSuchFileException f when f.getFile().endsWith(" does not exist") -> f.getFile();
      case NoSuchFileException f -> f.getFile() + " does not exist";
      case AccessDeniedException f -> f.getFile() + ": permission denied";
      case FileAlreadyExistsException f -> f.getFile() + " is already there";
      case DirectoryNotEmptyException f -> f.getFile() + " is a folder that is not empty";
      case NotDirectoryException f -> f.getFile() + " is no folder";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
