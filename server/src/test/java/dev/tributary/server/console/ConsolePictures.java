package dev.tributary.server.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes pictures of the console of a service that runs, for the documentation.
 *
 * <p>Arguments: the service's address, an admin key, the folder for the pictures, and optionally how many seconds to let an audience
 * work before.
 */
final class ConsolePictures {
  private static final List<String> PAGES = List.of("feed", "why", "funnel", "channels", "audience", "releases", "jobs", "catalogue", "health");

  private ConsolePictures() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path out = Files.createDirectories(Path.of(arguments[2]));
    if (arguments.length > 3) {
      Thread.sleep(1000L * Integer.parseInt(arguments[3]));
    }
    try (var browser = new Browser(Browser.program().orElseThrow())) {
      var console = new ConsoleVisit(browser, arguments[0]);
      console.open();
      browser.size(1280, 800);
      keep(out, "sign-in", browser, false);
      console.signIn(arguments[1]);
      take(out, "", browser, console, PAGES, 1280);
      console.language("zh");
      take(out, "-zh", browser, console, List.of("feed", "funnel", "why"), 1280);
      browser.choose("select[name=colours]", "dark");
      take(out, "-dark-zh", browser, console, List.of("channels"), 1280);
      console.language("en");
      take(out, "-dark", browser, console, List.of("feed", "funnel", "audience", "health", "channels"), 1280);
      browser.choose("select[name=colours]", "light");
      take(out, "-phone", browser, console, List.of("feed", "funnel", "releases", "health", "jobs"), 390);
      browser.errors().forEach(System.err::println);
    }
  }

  private static void take(Path out, String suffix, Browser browser, ConsoleVisit console, List<String> pages, int width) throws IOException {
    browser.size(width, width < 600 ? 844 : 900);
    for (String page : pages) {
      console.go(page);
      Browser.pause(page.equals("health") ? 7000 : 1800); // lines need a few samples
      if (page.equals("feed") && suffix.isEmpty()) {
        browser.click(".card:nth-child(2) .act.like");
        Browser.pause(1200);
      }
      browser.evaluate("scrollTo(0, 0)");
      keep(out, page + suffix, browser, true);
    }
  }

  private static void keep(Path out, String name, Browser browser, boolean whole) throws IOException {
    Files.write(out.resolve(name + ".png"), browser.picture(whole));
  }
}
