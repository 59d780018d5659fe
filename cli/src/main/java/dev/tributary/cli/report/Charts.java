package dev.tributary.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Charts as inline SVG, 400 units wide so that their text stays readable on a phone; colours are classes {@code c0..c7} of
 * the style sheet, so that they follow light and dark. Every chart names itself and its numbers to screen readers.
 */
final class Charts {
  private static final int WIDTH = 400;
  private static final int BAR_LABEL = 108;
  private static final int BAR_VALUE = 58;
  private static final int ROW = 28;
  private static final int COLORS = 8;

  private Charts() {}

  /**
   * A bar.
   *
   * @param color class number
   * @param interval low and high end, where there are any
   * @param shown the value as text
   */
  record Bar(String name, int color, double value, Optional<double[]> interval, String shown, boolean strong) {}

  /** Horizontal bars from 0. */
  static String bars(String title, List<Bar> bars) {
    double most = bars.stream().mapToDouble(b -> Math.max(b.value, b.interval.map(i -> i[1])
        .orElse(b.value))).filter(Double::isFinite).max().orElse(1);
    double scale = (WIDTH - BAR_LABEL - BAR_VALUE) / (most > 0 ? most : 1);
    var svg = open(title, describe(bars.stream().map(b -> b.name + " " + b.shown).toList()), bars.size() * ROW + 4);
    for (int n = 0; n < bars.size(); n++) {
      var bar = bars.get(n);
      double middle = n * ROW + ROW / 2.0 + 2;
      double length = Double.isFinite(bar.value) ? Math.max(0, bar.value * scale) : 0;
      svg.raw(label(BAR_LABEL - 8, middle + 4, "end", bar.strong ? "strong" : "", fit(bar.name, 15)));
      svg.raw(String.format(Locale.ROOT, "<rect class='c%d' x='%d' y='%.1f' width='%.1f' height='14' rx='2'/>",
          bar.color % COLORS, BAR_LABEL, middle - 7, length));
      double end = length;
      if (bar.interval.isPresent()) {
        double low = BAR_LABEL + Math.max(0, bar.interval.get()[0] * scale);
        double high = BAR_LABEL + Math.max(0, bar.interval.get()[1] * scale);
        svg.raw(
            String.format(
                Locale.ROOT, "<path class='whisker' d='M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8'/>", low, middle, high, low,
                    middle - 4, high, middle - 4));
        end = Math.max(end, high - BAR_LABEL);
      }
      svg.raw(label(BAR_LABEL + end + 6, middle + 4, "start", bar.strong ? "strong" : "muted", bar.shown));
    }
    return svg.raw("</svg>\n").toString();
  }

  /**
   * A point.
   *
   * @param color class number
   * @param x above 0
   * @param y at least 0
   */
  record Point(String name, int color, double x, double y) {}

  /** Points over a logarithmic axis; a name that would lie on another is moved down. */
  static String scatter(String title, List<Point> points, DoubleFunction<String> unit) {
    int height = 230;
    int floor = 196;
    int left = 48;
    int right = WIDTH - 22;
    int low = (int) Math.floor(Math.log10(points.stream().mapToDouble(Point::x).min().orElse(1)));
    int high = Math.max(low + 1, (int) Math.ceil(Math.log10(points.stream().mapToDouble(Point::x).max().orElse(1))));
    double most = points.stream().mapToDouble(Point::y).max().orElse(0);
    double top = most > 0 ? most * 1.08 : 1;
    var svg = open(title, describe(points.stream().map(p -> p.name + " " + unit.apply(p.x) + ", " + digits(p.y)).toList()), height);
    for (int tick = 0; tick <= 2; tick++) {
      double y = floor - tick * (floor - 12) / 2.0;
      svg.raw(String.format(Locale.ROOT, "<path class='grid' d='M%d %.1fH%d'/>", left, y, WIDTH));
      svg.raw(label(left - 5, y + 4, "end", "muted small", digits(top * tick / 2)));
    }
    int step = Math.max(1, (high - low + 3) / 4);
    for (int power = low; power <= high; power += step) {
      svg.raw(label(left + (right - left) * (power - low) / (double) (high - low), floor + 16, "middle", "muted small", unit.apply(Math.pow(10, power))));
    }
    var taken = new ArrayList<double[]>();
    for (var point : points.stream().sorted(Comparator.comparingDouble(Point::y).reversed().thenComparing(Point::name)).toList()) {
      double x = left + (right - left) * (Math.log10(point.x) - low) / (high - low);
      double y = floor - point.y / top * (floor - 12);
      boolean leftwards = x > WIDTH - 110;
      double lower = y + 4;
      while (collides(taken, x, lower)) {
        lower += 11;
      }
      taken.add(new double[] {x, lower});
      svg.raw(String.format(Locale.ROOT, "<circle class='c%d' cx='%.1f' cy='%.1f' r='4.5'/>", point.color % COLORS, x, y));
      svg.raw(label(leftwards ? x - 8 : x + 8, lower, leftwards ? "end" : "start", "small", fit(point.name, 14)));
    }
    return svg.raw("</svg>\n").toString();
  }

  private static boolean collides(List<double[]> taken, double x, double y) {
    return taken.stream().anyMatch(other -> Math.abs(other[0] - x) < 90 && Math.abs(other[1] - y) < 11);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** Groups of vertical columns, one column a series, all values shares of 1. */
  static String columns(String title, List<String> groups, List<Report.Series> series, List<Integer> colors) {
    int height = 190;
    int floor = 150;
    int left = 42;
    double most = series.stream().flatMap(s -> s.values().stream()).mapToDouble(v -> v).max().orElse(1);
    double top = Math.max(0.1, Math.ceil(most * 10) / 10);
    var numbers = series.stream().map(s -> s.name() + ": " + String.join(", ", s.values().stream().map(Charts::percent).toList())).toList();
    var svg = open(title, describe(numbers), height);
    for (int tick = 0; tick <= 2; tick++) {
      double y = floor - tick * (floor - 12) / 2.0;
      svg.raw(String.format(Locale.ROOT, "<path class='grid' d='M%d %.1fH%d'/>", left, y, WIDTH));
      svg.raw(label(left - 5, y + 4, "end", "muted small", percent(top * tick / 2)));
    }
    double step = (WIDTH - left) / (double) Math.max(1, groups.size());
    double width = Math.min(22, step * 0.8 / Math.max(1, series.size()));
    for (int group = 0; group < groups.size(); group++) {
      double middle = left + step * (group + 0.5);
      for (int n = 0; n < series.size(); n++) {
        double value = series.get(n).values().get(group);
        double size = Math.max(0, value / top * (floor - 12));
        double x = middle + (n - series.size() / 2.0) * width;
        svg.raw(
            String.format(
                Locale.ROOT, "<rect class='c%d' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='1.5'/>", colors.get(n) % COLORS,
                    x, floor - size, width - 1.5, size));
      }
      svg.raw(label(middle, floor + 16, "middle", "small", fit(groups.get(group), 14)));
    }
    return svg.raw("</svg>\n").toString();
  }

  /** Streams of the width of their shares that join into one river. */
  static String river(String title, List<Report.ChannelShare> shares, List<Integer> colors) {
    double river = 96;
    int gap = 20;
    int left = 150;
    int right = 318;
    double height = Math.max(river + 24, river + gap * shares.size() + 8.0);
    double total = shares.stream().mapToDouble(Report.ChannelShare::share).sum();
    var svg = open(title, describe(shares.stream().map(s -> s.channel() + " " + percent(s.share())).toList()), (int) height);
    double from = 10;
    double to = (height - river) / 2;
    var labels = new ArrayList<String>();
    for (int n = 0; n < shares.size(); n++) {
      double width = total > 0 ? Math.max(1.5, river * shares.get(n).share() / total) : 1.5;
      double bend = (left + right) / 2.0;
      svg.raw(
          String.format(
              Locale.ROOT,
              "<path class='c%d stream' d='M%d %.1fC%.1f %.1f %.1f %.1f %d %.1fH%dV%.1fH%dC%.1f %.1f %.1f %.1f %d %.1fZ'/>",
              colors.get(n) % COLORS, left, from, bend, from, bend, to, right, to, WIDTH - 52, to + width, right, bend, to
                  + width, bend, from + width, left, from + width));
      labels.add(label(left - 8, from + width / 2 + 4, "end", "strong", fit(shares.get(n).channel(), 14) + "  "
          + percent(shares.get(n).share())));
      from += Math.max(width, 4) + gap;
      to += width;
    }
    labels.forEach(svg::raw);
    svg.raw(label(WIDTH - 46, height / 2 + 4, "start", "strong", "pages"));
    return svg.raw("</svg>\n").toString();
  }

  /** 12.3 %. */
  static String percent(double share) {
    double percent = share * 100;
    return Double.isFinite(percent) ? String.format(Locale.ROOT, percent >= 9.95 || percent == 0 ? "%.0f %%" : "%.1f %%", percent) : "–";
  }

  private static Html open(String title, String description, int height) {
    return new Html()
        .raw("<svg viewBox='0 0 " + WIDTH + " " + height + "' role='img' aria-label='")
        .text(title + ": " + description)
        .raw("'>");
  }

  private static String describe(List<String> parts) {
    return String.join("; ", parts);
  }

  private static String label(double x, double y, String anchor, String style, String text) {
    return String.format(Locale.ROOT, "<text x='%.1f' y='%.1f' text-anchor='%s' class='%s'>%s</text>", x, y, anchor, style,
        Html.escape(text));
  }

  /** The text, cut to about so many Latin letters; a Han character counts two. */
  private static String fit(String text, int letters) {
    int taken = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      taken += c >= 0x2E80 ? 2 : 1;
      if (taken > letters) {
        return text.substring(0, end) + "…";
      }
      end += Character.charCount(c);
    }
    return text;
  }
}
