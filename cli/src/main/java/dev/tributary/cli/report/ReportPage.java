package dev.tributary.cli.report;

import dev.tributary.cli.report.Report.Better;
import dev.tributary.cli.report.Report.ChannelShare;
import dev.tributary.cli.report.Report.Cost;
import dev.tributary.cli.report.Report.Costs;
import dev.tributary.cli.report.Report.Exposure;
import dev.tributary.cli.report.Report.PageItem;
import dev.tributary.cli.report.Report.ResultRow;
import dev.tributary.cli.report.Report.ResultTable;
import dev.tributary.cli.report.Report.UserPage;
import dev.tributary.cli.report.Report.Utility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Writes a {@link Report} as one HTML page: style and charts inside, no script, nothing loaded. A channel has one colour
 * everywhere. All data is escaped. Confined: one page.
 */
public final class ReportPage {
  private static final String FONTS_NOTE = "charts show the same numbers as the tables";

  private static final int LONG_FACT = 24;

  private final Report report;
  private final Map<String, Integer> colors = new LinkedHashMap<>();
  private final Html page = new Html();

  private ReportPage(Report report) {
    this.report = report;
    report.table().ifPresent(table -> table.rows().stream().filter(ResultRow::blend).forEach(row -> colors.put(row.name(), 0)));
    colors.put("funnel", 0); // the blend at work
    report.table().ifPresent(table -> table.rows().stream().filter(row -> !row.blend()).forEach(row -> color(row.name())));
    report.shares().forEach(share -> color(share.channel()));
  }

  /** The page as text; UTF-8 is declared. */
  public static String html(Report report) {
    return new ReportPage(report).write();
  }

  private int color(String name) {
    return colors.computeIfAbsent(name, _ -> 1 + (int) colors.values().stream().filter(c -> c > 0).count());
  }

  private String write() {
    page.raw("<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n");
    page.raw("<meta name='viewport' content='width=device-width, initial-scale=1'>\n<meta name='color-scheme' content='light dark'>\n");
    page.raw("<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.element("title", report.title());
    page.raw("<style>\n" + style() + "</style>\n</head>\n<body>\n");
    header();
    page.raw("<main>\n");
    report.table().ifPresent(this::results);
    report.costs().ifPresent(this::costs);
    report.utility().ifPresent(this::utility);
    if (!report.shares().isEmpty()) {
      shares(report.shares());
    }
    report.exposure().ifPresent(this::exposure);
    if (!report.pages().isEmpty()) {
      pages();
    }
    page.raw("</main>\n<footer>\n");
    page.element("p", report.footer());
    page.element("p", "This page is one file: no script, nothing is loaded; " + FONTS_NOTE + ".");
    return page.raw("</footer>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (var in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header() {
    page.raw("<header>\n<svg class='mark' viewBox='0 0 64 40' aria-hidden='true'>");
    page.raw("<path class='l1' d='M2 5C26 5 24 20 44 20H62'/><path class='l2' d='M2 20H62'/><path class='l3' d='M2 35C26 35 24 20 44 20H62'/></svg>\n");
    page.element("h1", report.title());
    page.element("p class='lead'", report.summary());
    if (!report.facts().isEmpty()) {
      page.raw("<dl class='facts'>\n");
      for (var fact : report.facts()) {
        page.raw(fact.value().length() > LONG_FACT ? "<div class='long'>" : "<div>").element("dt",
            fact.name()).element("dd dir='auto'", fact.value()).raw("</div>\n");
      }
      page.raw("</dl>\n");
    }
    navigation();
    page.raw("</header>\n");
  }

  private void navigation() {
    var parts = new LinkedHashMap<String, String>();
    report.table().ifPresent(_ -> parts.put("results", "Results"));
    report.costs().ifPresent(_ -> parts.put("costs", "Cost"));
    report.utility().ifPresent(_ -> parts.put("utility", "True utility"));
    if (!report.shares().isEmpty()) {
      parts.put("channels", "Channels");
    }
    report.exposure().ifPresent(_ -> parts.put("exposure", "Exposure"));
    if (!report.pages().isEmpty()) {
      parts.put("pages", "Pages");
    }
    page.raw("<nav aria-label='Parts of this page'>\n");
    parts.forEach((id, name) -> page.element("a href='#" + id + "'", name));
    page.raw("</nav>\n");
  }

  private void section(String id, String heading, String text) {
    page.raw("<section id='" + id + "' aria-labelledby='" + id + "-h'>\n").element("h2 id='" + id + "-h'", heading);
    if (!text.isEmpty()) {
      page.element("p class='hint'", text);
    }
  }

  private void results(ResultTable table) {
    section("results", "Offline results", table.protocol());
    page.raw("<div class='cards'>\n");
    for (String name : table.charted()) {
      int column = table.metrics().stream().map(Report.Metric::name).toList().indexOf(name);
      if (column >= 0) {
        double best = best(table, column);
        var bars =
            table.rows().stream()
                .map(row -> new Charts.Bar(row.name(), color(row.name()), row.values().get(column), Optional.empty(),
                    number(row.values().get(column)), row.values().get(column) == best))
                .toList();
        card(name, table.metrics().get(column).meaning(), Charts.bars(name, bars));
      }
    }
    page.raw("</div>\n<div class='scroll' tabindex='0' role='region' aria-label='Table of results'>\n<table>\n<thead><tr><th scope='col'>channel</th>");
    for (var metric : table.metrics()) {
      page.raw("<th scope='col' class='n' title=\"").text(metric.meaning()).raw("\">").text(metric.name()).raw("</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    table.rows().forEach(row -> resultRow(table, row));
    page.raw("</tbody>\n</table>\n</div>\n<p class='hint'>Bold: the best of its column.</p>\n</section>\n");
  }

  private void resultRow(ResultTable table, ResultRow row) {
    page.raw(row.blend() ? "<tr class='blend'>" : "<tr>").raw("<th scope='row'>").raw(dot(row.name())).text(row.name()).raw("</th>");
    for (int column = 0; column < table.metrics().size(); column++) {
      double value = row.values().get(column);
      boolean best = value == best(table, column);
      page.raw(best ? "<td class='n'><strong>" : "<td class='n'>").text(number(value)).raw(best ? "</strong></td>" : "</td>");
    }
    page.raw("</tr>\n");
  }

  /** The best value of a column, NaN when none is. */
  private static double best(ResultTable table, int column) {
    var values = table.rows().stream().mapToDouble(row -> row.values().get(column)).filter(Double::isFinite);
    return switch (table.metrics().get(column).better()) {
      case HIGHER -> values.max().orElse(Double.NaN);
      case LOWER -> values.min().orElse(Double.NaN);
      case NEITHER -> Double.NaN;
    };
  }

  private void costs(Costs costs) {
    section("costs", "What quality costs", "Time is what learning took on this machine, with whatever else ran there; size is that of the bundle on disk.");
    page.raw("<div class='cards'>\n");
    card(costs.quality() + " by time of training", "", scatter(costs.quality() + " by time of training", costs, Cost::seconds, ReportPage::seconds));
    card(costs.quality() + " by size", "", scatter(costs.quality() + " by size", costs, cost -> Math.max(1, cost.bytes()), ReportPage::bytes));
    page.raw("<div class='card wide'>\n<table>\n<thead><tr><th scope='col'>channel</th><th scope='col' class='n'>").text(costs.quality());
    page.raw("</th><th scope='col' class='n'>training</th><th scope='col' class='n'>bundle</th></tr></thead>\n<tbody>\n");
    for (var cost : costs.channels()) {
      page.raw("<tr><th scope='row'>").raw(dot(cost.channel())).text(cost.channel()).raw("</th><td class='n'>").text(number(cost.quality()));
      page.raw("</td><td class='n'>").text(seconds(cost.seconds())).raw("</td><td class='n'>").text(bytes(cost.bytes())).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</div>\n</section>\n");
  }

  private String scatter(String title, Costs costs, ToDoubleFunction<Cost> x, DoubleFunction<String> unit) {
    var points = costs.channels().stream().map(cost -> new Charts.Point(cost.channel(), color(cost.channel()), Math.max(1e-3, x.applyAsDouble(cost)), cost.quality())).toList();
    return Charts.scatter(title, points, unit);
  }

  private static String seconds(double seconds) {
    return seconds < 1 ? Math.round(seconds * 1000) + " ms" : seconds < 60 ? String.format(Locale.ROOT, "%.3g s", seconds) : Math.round(seconds) + " s";
  }

  private static String bytes(double bytes) {
    return bytes < 1e6 ? Math.round(bytes / 1e3) + " kB" : bytes < 1e9 ? Math.round(bytes / 1e6) + " MB" : Math.round(bytes / 1e9) + " GB";
  }

  private void utility(Utility utility) {
    section("utility", "True utility", utility.meaning());
    var bars = new ArrayList<Charts.Bar>();
    for (var bar : utility.bars()) {
      bars.add(new Charts.Bar(bar.name(), colors.getOrDefault(bar.name(), 7), bar.mean(), Optional.of(new double[] {bar.low(),
          bar.high()}), number(bar.mean()), false));
    }
    page.raw("<div class='cards'>\n");
    card("Mean and 95 % interval", "", Charts.bars("True utility", bars));
    page.raw("<div class='card wide'>\n<table>\n<thead><tr><th scope='col'>policy</th><th scope='col' class='n'>mean</th><th scope='col' class='n'>95 % interval</th></tr></thead>\n<tbody>\n");
    for (var bar : utility.bars()) {
      page.raw("<tr><th scope='row'>").text(bar.name()).raw("</th><td class='n'>").text(number(bar.mean()));
      page.raw("</td><td class='n'>").text(number(bar.low()) + " – " + number(bar.high())).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</div>\n</section>\n");
  }

  private void shares(List<ChannelShare> shares) {
    section("channels", "What each channel adds",
        "The blend weighs each channel's normalised score and reciprocal rank; the weights are fitted on the newest part of the training data.");
    page.raw("<div class='cards'>\n");
    card("Share of the pages", "", Charts.river("Share of the pages", shares, shares.stream().map(s -> color(s.channel())).toList()));
    page.raw("<div class='card wide'>\n<table>\n<thead><tr><th scope='col'>channel</th><th scope='col' class='n'>score weight</th>");
    page.raw("<th scope='col' class='n'>rank weight</th><th scope='col' class='n'>share of pages</th></tr></thead>\n<tbody>\n");
    for (var share : shares) {
      page.raw("<tr><th scope='row'>").raw(dot(share.channel())).text(share.channel()).raw("</th><td class='n'>").text(number(share.scoreWeight()));
      page.raw("</td><td class='n'>").text(number(share.rankWeight())).raw("</td><td class='n'>").text(Charts.percent(share.share())).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</div>\n</section>\n");
  }

  private void exposure(Exposure exposure) {
    section("exposure", "Who is shown",
        "Items are grouped from the most popular to the least; the columns are the share of slots that each group gets.");
    var seriesColors = exposure.series().stream().map(s -> colors.getOrDefault(s.name(), 7)).toList();
    page.raw("<div class='cards'>\n");
    card("Slots by popularity", legend(exposure.series()), Charts.columns("Slots by popularity", exposure.bands(),
        exposure.series(), seriesColors), false);
    var bars =
        exposure.coverage().stream()
            .map(s -> new Charts.Bar(s.name(), colors.getOrDefault(s.name(), 7), s.values().getFirst(), Optional.empty(),
                Charts.percent(s.values().getFirst()), false))
            .toList();
    card("Coverage", "Share of the catalogue that is shown to somebody.", Charts.bars("Coverage", bars));
    page.raw("</div>\n<details><summary>The numbers</summary>\n<div class='scroll' tabindex='0' role='region' aria-label='Table of exposure'>\n<table>\n<thead><tr><th scope='col'>slots of</th>");
    exposure.bands().forEach(band -> page.element("th scope='col' class='n'", band));
    page.raw("</tr></thead>\n<tbody>\n");
    for (var series : exposure.series()) {
      page.raw("<tr><th scope='row'>").raw(dot(series.name())).text(series.name()).raw("</th>");
      series.values().forEach(value -> page.element("td class='n'", Charts.percent(value)));
      page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</details>\n</section>\n");
  }

  private String legend(List<Report.Series> series) {
    var legend = new Html().raw("<p class='legend'>");
    series.forEach(s -> legend.raw("<span>").raw(dot(s.name())).text(s.name()).raw("</span> "));
    return legend.raw("</p>\n").toString();
  }

  private void card(String heading, String text, String chart) {
    card(heading, text.isEmpty() ? "" : new Html().element("p class='hint'", text).toString(), chart, true);
  }

  private void card(String heading, String markup, String chart, boolean textFirst) {
    page.raw("<figure class='card'>\n<figcaption>").text(heading).raw("</figcaption>\n").raw(textFirst ? markup + chart : chart
        + markup).raw("</figure>\n");
  }

  private void pages() {
    section("pages", "Pages, and why each item is on them",
        "Every item names the channels that found it, with its rank there, and the interests it came from.");
    page.raw("<div class='pages'>\n");
    report.pages().forEach(this::userPage);
    page.raw("</div>\n</section>\n");
  }

  private void userPage(UserPage user) {
    page.raw("<article class='card'>\n<h3 dir='auto'>").text(user.user()).raw("</h3>\n");
    if (!user.about().isEmpty()) {
      page.element("p class='hint' dir='auto'", user.about());
    }
    if (!user.liked().isEmpty()) {
      page.raw("<p class='liked'><span class='muted'>liked lately</span> ");
      user.liked().forEach(title -> page.element("span class='chip' dir='auto'", title));
      page.raw("</p>\n");
    }
    page.raw("<ol class='items'>\n");
    user.items().forEach(this::item);
    page.raw("</ol>\n</article>\n");
  }

  private void item(PageItem item) {
    page.raw("<li value='" + item.rank() + "'>\n<p class='title' dir='auto'><span class='rank'>").text(item.rank()
        + "").raw("</span>").text(item.title()).raw("</p>\n");
    if (!item.details().isEmpty()) {
      page.element("p class='muted' dir='auto'", String.join(" · ", item.details()));
    }
    page.raw("<p class='why'>");
    for (var channel : item.channels()) {
      page.raw("<span class='found' title=\"score ").text(number(channel.score())).raw("\">").raw(dot(channel.channel()));
      page.text(channel.channel() + " #" + channel.rank()).raw("</span> ");
    }
    if (!item.because().isEmpty()) {
      page.raw("<span class='because' dir='auto'>because you liked ").text(String.join(", ", item.because().stream().map(title ->
          "“" + title + "”").toList())).raw("</span>");
    }
    page.raw("</p>\n</li>\n");
  }

  private String dot(String name) {
    return "<i class='dot b" + colors.getOrDefault(name, 7) % 8 + "'></i>";
  }

  /** Four digits, without trailing noise; – where there is no number. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size > 0 && size < 0.00005) {
      return value > 0 ? "< 0.0001" : "> -0.0001";
    }
    return String.format(Locale.ROOT, size < 10 ? "%.4f" : size < 1000 ? "%.2f" : "%,.0f", value);
  }
}
