package dev.tributary.server.console;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The console's files. They are listed here and read once: what is asked for is looked up in that list, and no path is ever made from a
 * request. Immutable.
 */
public final class ConsoleRoutes {
  static final String START = "index.html";

  static final List<String> FILES =
      List.of(
          START,
          "console.css",
          "icon.svg",
          "app/main.js",
          "app/api.js",
          "app/charts.js",
          "app/jobs.js",
          "app/metrics.js",
          "app/parts.js",
          "app/words.js",
          "app/words-zh.js",
          "pages/audience.js",
          "pages/catalogue.js",
          "pages/channels.js",
          "pages/feed.js",
          "pages/funnel.js",
          "pages/health.js",
          "pages/releases.js",
          "pages/training.js",
          "pages/why.js",
          "vendor/preact-htm.js",
          "vendor/LICENSE-htm.txt",
          "vendor/LICENSE-preact.txt",
          "vendor/NOTICE.txt");

  private static final Parameter FOLDER = Parameter.pathId("folder", "a folder of the console");
  private static final Parameter FILE = Parameter.pathId("file", "a file of the console");
  private static final String ANY = "*/*";

  private final Map<String, ConsoleFile> files = new LinkedHashMap<>();

  public ConsoleRoutes() {
    FILES.forEach(name -> files.put(name, ConsoleFile.read(name)));
  }

  /** What can be asked. */
  public List<Route> routes() {
    return List.of(
        Route.getPublic("/console").summary("Leads to the console").answers(308, "", "", "it is at /console/").by(_ -> moved()),
        Route.getPublic("/console/").summary("The console; what it shows, it asks for with the visitor's key").answers(200, "text/html", "", "the page").answers(304, "", "", "the browser has it").by(e -> answer(START, e)),
        Route.getPublic("/console/{file}").summary("A file of the console").with(FILE).answers(200, ANY, "", "the file").answers(304, "", "", "the browser has it").problems(404).by(e -> answer(e.text(FILE), e)),
        Route.getPublic("/console/{folder}/{file}")
            .summary("A file of the console")
            .with(FOLDER, FILE)
            .answers(200, ANY, "", "the file")
            .answers(304, "", "", "the browser has it")
            .problems(404)
            .by(e -> answer(e.text(FOLDER) + "/" + e.text(FILE), e)));
  }

  private static Answer moved() {
    return new Answer(308, "", new byte[0], Map.of("Location", "/console/"), Optional.empty());
  }

  private Answer answer(String name, Exchange exchange) {
    var file = files.get(name);
    if (file == null) {
      throw Problem.of(404, "the console has no such file; it begins at /console/");
    }
    return file.answer(exchange.header("If-None-Match"));
  }
}
