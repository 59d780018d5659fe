package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How event files are read: the options of every command that reads some. */
final class ReadingOptions {
  @Option(names = "--format", paramLabel = "F",
      description = "Format of the events: csv tsv jsonl movielens adjacency recbole pairs parquet tfrecord. Default: told apart by content.")
  private String format = "";

  @Option(names = "--columns", paramLabel = "MAP",
      description = "Which column is what, by header name or number: user=1,item=2,value=3,time=4; many signals in a row: click=is_click,play=play_time_ms:ms; order=4 where places in an order stand for times.")
  private String columns = "";

  @Option(names = "--separator", paramLabel = "S", description = "What separates fields. Default: told apart by content.")
  private String separator = "";

  @Option(names = "--charset", paramLabel = "C", description = "Charset of text files. Default: UTF-8.")
  private String charset = "";

  @Option(names = "--events", paramLabel = "FILE", description = "The event file of a folder that holds several.")
  private String events = "";

  /** The options as the readers take them. */
  ReadOptions options() {
    var options = ReadOptions.DEFAULT.withColumns(columns).withSeparator(separator);
    options = format.isEmpty() ? options : options.withFormat(EventFormat.named(format));
    return charset.isEmpty() ? options : options.withCharset(charset);
  }

  /**
   * The path of input data, {@code -} for standard input. Fails when nothing has this name.
   *
   * @param option the option that named it
   */
  static Path existing(String option, String name) {
    Path path = OutputFile.path(option, name);
    if (!name.equals("-") && !Files.exists(path)) {
      throw Failure.usage("%s: %s does not exist", option, name);
    }
    return path;
  }

  /** The event file that --events names, in the folder of the data or elsewhere. */
  Optional<Path> named(Path data) {
    if (events.isEmpty()) {
      return Optional.empty();
    }
    Path inside = data.resolve(OutputFile.path("--events", events));
    return Optional.of(Files.isDirectory(data) && Files.exists(inside) ? inside : existing("--events", events));
  }

  /** Reads events and tells what became of the rows. */
  EventFiles.Loaded load(Command command, String option, String name) throws IOException {
    Path data = existing(option, name);
    var loaded = EventFiles.load(named(data).orElse(data), options(), command.job("read").progress());
    command.terminal().clearStatus();
    command.terminal().note(loaded.report().toString());
    return loaded;
  }
}
