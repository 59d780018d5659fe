package dev.tributary.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Queries per second against recall as a picture: SVG that stands alone, a panel for each set, both axes logarithmic (of recall, what is missed). */
final class AnnPlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int TOP = 40;
  private static final int PLOT_WIDTH = WIDTH - LEFT - 20;
  private static final int PLOT_HEIGHT = HEIGHT - TOP - 50;
  private static final double LEAST_RECALL = 0.7;
  private static final double MOST_RECALL = 0.999;
  private static final double[] RECALLS = {0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999};
  private static final List<String> COLORS = List.of("#c1121f", "#f4845f", "#7b2cbf", "#495057", "#1d7874", "#2a9df4", "#8d6a00");

  private AnnPlot() {}

  record Point(String index, double recall, double qps) {}

  /** The picture, a panel for each name. */
  static String svg(Map<String, List<Point>> sets) {
    double least = sets.values().stream().flatMap(List::stream).mapToDouble(Point::qps).min().orElse(100);
    double most = sets.values().stream().flatMap(List::stream).mapToDouble(Point::qps).max().orElse(100_000);
    double low = Math.pow(10, Math.floor(2 * Math.log10(least)) / 2);
    double high = Math.pow(10, Math.ceil(2 * Math.log10(most)) / 2);
    var names = sets.values().stream().flatMap(List::stream).map(Point::index).distinct().toList();
    var out = new StringBuilder();
    out.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n", WIDTH * sets.size(), HEIGHT));
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    int panel = 0;
    for (var set : sets.entrySet()) {
      out.append(String.format(Locale.ROOT, "<g transform=\"translate(%d,0)\">%n", WIDTH * panel++));
      axes(out, set.getKey(), low, high);
      var curves = set.getValue().stream().collect(Collectors.groupingBy(Point::index, LinkedHashMap::new, Collectors.toList()));
      curves.forEach((index, points) -> curve(out, points, COLORS.get(names.indexOf(index) % COLORS.size()), low, high));
      legend(out, names, new ArrayList<>(curves.keySet()));
      out.append("</g>\n");
    }
    return out.append("</svg>\n").toString();
  }

  private static double x(double recall) {
    double missed = Math.log(1 - Math.clamp(recall, LEAST_RECALL, MOST_RECALL));
    return LEFT + PLOT_WIDTH * (Math.log(1 - LEAST_RECALL) - missed) / (Math.log(1 - LEAST_RECALL) - Math.log(1 - MOST_RECALL));
  }

  private static double y(double qps, double low, double high) {
    return TOP + PLOT_HEIGHT * (1 - Math.log(qps / low) / Math.log(high / low));
  }

  private static void axes(StringBuilder out, String title, double low, double high) {
    text(out, LEFT, 18, "start", title + ": queries a second of CPU, one thread, against recall of the ten best");
    for (double recall : RECALLS) {
      out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>%n", x(recall), TOP, TOP + PLOT_HEIGHT));
      text(out, x(recall), TOP + PLOT_HEIGHT + 16, "middle", String.format(Locale.ROOT, "%.3f", recall).replaceAll("^0|0+$", ""));
    }
    for (double decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10) {
      for (int step : new int[] {1, 2, 5}) {
        double qps = step * decade;
        if (qps >= low && qps <= high) {
          out.append(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>%n", LEFT, LEFT + PLOT_WIDTH, y(qps, low, high)));
          text(out, LEFT - 6, y(qps, low, high) + 4, "end", String.format(Locale.ROOT, "%,.0f", qps));
        }
      }
    }
    text(out, LEFT + PLOT_WIDTH / 2.0, HEIGHT - 12, "middle", "recall@10");
  }

  private static void curve(StringBuilder out, List<Point> points, String color, double low, double high) {
    var inside = points.stream().filter(point -> point.recall >= LEAST_RECALL).sorted(Comparator.comparingDouble(Point::recall)).toList();
    out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(color).append("\" points=\"");
    inside.forEach(point -> out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.recall), y(point.qps, low, high))));
    out.append("\"/>\n");
    inside.forEach(point -> out.append(String.format(
        Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: recall %.4f, %,.0f queries a second</title></circle>%n", x(point.recall), y(point.qps, low, high), color, point.index, point.recall, point.qps)));
  }

  private static void legend(StringBuilder out, List<String> names, List<String> here) {
    for (int n = 0; n < here.size(); n++) {
      int y = TOP + PLOT_HEIGHT - 14 * (here.size() - n) + 4;
      out.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/>%n", LEFT + 8, y - 5, COLORS.get(names.indexOf(here.get(n)) % COLORS.size())));
      text(out, LEFT + 26, y, "start", here.get(n));
    }
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
  }
}
