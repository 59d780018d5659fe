package dev.tributary.cli;

import dev.tributary.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One command line run in this process. */
record Run(int exitCode, String out, String err) {
  static Run of(Object... words) {
    return with("", words);
  }

  /** With something on standard input. */
  static Run with(String input, Object... words) {
    var out = new ByteArrayOutputStream();
    return onto(out, input, words);
  }

  /** With another standard output, of which only what a {@link ByteArrayOutputStream} holds is kept. */
  static Run onto(OutputStream out, String input, Object... words) {
    var err = new ByteArrayOutputStream();
    var terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, new PrintStream(err, false,
        StandardCharsets.UTF_8), 0);
    var args = new String[words.length];
    for (int n = 0; n < args.length; n++) {
      args[n] = words[n].toString();
    }
    int exitCode = Main.run(terminal, args);
    return new Run(exitCode, out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "",
        err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output as one JSON document with nothing beside it. */
  Object json() {
    return JsonMapper.builder().enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readValue(out, Object.class);
  }

  /** The same where it is an object. */
  Map<?, ?> jsonObject() {
    return (Map<?, ?>) json();
  }
}
