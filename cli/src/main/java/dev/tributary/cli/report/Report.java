package dev.tributary.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * What the page of a run shows; a part that is empty is left out. Immutable.
 *
 * @param title of the page
 * @param summary what was done, in a sentence or two
 * @param facts of the run: data, rule, seed, time
 * @param table offline results
 * @param costs what the channels took to learn and take to keep
 * @param utility true utility of the pages, where the data is simulated
 * @param shares each channel's weights and share of the pages
 * @param exposure which items the pages show
 * @param pages some users' pages
 * @param footer how to make this page again
 */
public record Report(
    String title,
    String summary,
    List<Fact> facts,
    Optional<ResultTable> table,
    Optional<Costs> costs,
    Optional<Utility> utility,
    List<ChannelShare> shares,
    Optional<Exposure> exposure,
    List<UserPage> pages,
    String footer) {
  public Report {
    facts = List.copyOf(facts);
    shares = List.copyOf(shares);
    pages = List.copyOf(pages);
  }

  /** One fact of the run. */
  public record Fact(String name, String value) {}

  /** Which values of a metric are good. */
  public enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  /**
   * A column of the table.
   *
   * @param meaning in a few words
   */
  public record Metric(String name, String meaning, Better better) {}

  /**
   * The offline results: one row a channel, and the blend of all.
   *
   * @param protocol how they were measured
   * @param charted names of the metrics that are drawn as well
   */
  public record ResultTable(String protocol, List<Metric> metrics, List<ResultRow> rows, List<String> charted) {
    public ResultTable {
      metrics = List.copyOf(metrics);
      rows = List.copyOf(rows);
      charted = List.copyOf(charted);
      for (ResultRow row : rows) {
        if (row.values().size() != metrics.size()) {
          throw new IllegalArgumentException("row " + row.name() + " has " + row.values().size() + " values, the table has "
              + metrics.size() + " metrics");
        }
      }
    }
  }

  /**
   * A row of the table.
   *
   * @param blend whether it is the blend of all channels rather than one of them
   * @param values one for each metric; NaN where there is none
   */
  public record ResultRow(String name, boolean blend, List<Double> values) {
    public ResultRow {
      values = List.copyOf(values);
    }
  }

  /**
   * Quality beside what it costs.
   *
   * @param quality the name of the metric
   */
  public record Costs(String quality, List<Cost> channels) {
    public Costs {
      channels = List.copyOf(channels);
    }
  }

  /**
   * What a channel costs.
   *
   * @param quality its value of the metric
   * @param seconds elapsed while it learned
   * @param bytes of its bundle
   */
  public record Cost(String channel, double quality, double seconds, long bytes) {}

  /**
   * True utility, which only a simulated community knows.
   *
   * @param meaning what is measured, with its unit
   * @param bars from the simplest policy to the oracle
   */
  public record Utility(String meaning, List<UtilityBar> bars) {
    public Utility {
      bars = List.copyOf(bars);
    }
  }

  /** A policy's mean and its 95 % interval. */
  public record UtilityBar(String name, double mean, double low, double high) {}

  /**
   * What a channel adds to the blend.
   *
   * @param scoreWeight of its normalised score
   * @param rankWeight of its reciprocal rank
   * @param share of the items on all pages that it found first or best, 0..1; the shares sum to 1
   */
  public record ChannelShare(String channel, double scoreWeight, double rankWeight, double share) {}

  /**
   * Who is shown how often, by popularity.
   *
   * @param bands of items, from the most popular to the least
   * @param series for each source the share of its slots that goes to each band
   * @param coverage for each source the share of the catalogue that it shows at least once
   */
  public record Exposure(List<String> bands, List<Series> series, List<Series> coverage) {
    public Exposure {
      bands = List.copyOf(bands);
      series = List.copyOf(series);
      coverage = List.copyOf(coverage);
    }
  }

  /** Named values, each 0..1. */
  public record Series(String name, List<Double> values) {
    public Series {
      values = List.copyOf(values);
    }
  }

  /**
   * One user's page.
   *
   * @param about who it is, in a few words
   * @param liked titles of the latest interests, newest first
   */
  public record UserPage(String user, String about, List<String> liked, List<PageItem> items) {
    public UserPage {
      liked = List.copyOf(liked);
      items = List.copyOf(items);
    }
  }

  /**
   * An item on a page, with all that explains it.
   *
   * @param title what a person reads; the id where there is none
   * @param details author, categories and the like; each a few words
   * @param because titles of the interests it came from
   */
  public record PageItem(int rank, String id, String title, List<String> details, double score, List<FoundBy> channels,
      List<String> because) {
    public PageItem {
      details = List.copyOf(details);
      channels = List.copyOf(channels);
      because = List.copyOf(because);
    }
  }

  /** A channel that found an item. */
  public record FoundBy(String channel, int rank, double score) {}
}
