package dev.tributary.server.metrics;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** All that is measured, by name. Thread-safe; measuring takes no lock. */
public final class Metrics {
  /** The content type of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Upper bounds of the buckets of times: 50 µs to 10 s. */
  private static final double[] SECONDS = {5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, .1, .25, .5, 1, 2.5, 5, 10};

  private static final int MOST_CHILDREN = 2000;

  private final ConcurrentSkipListMap<String, Family> families = new ConcurrentSkipListMap<>();

  private interface Family {
    void write(StringBuilder text);
  }

  /** What only grows. */
  public static final class Counter {
    private final LongAdder sum = new LongAdder();

    public void add(long more) {
      sum.add(more);
    }
  }

  /** How long something took. */
  public static final class Timer {
    private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Timer() {
      Arrays.setAll(buckets, _ -> new LongAdder());
    }

    public void record(long nanos) {
      double seconds = nanos / 1e9;
      int bucket = 0;
      while (bucket < SECONDS.length && seconds > SECONDS[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      this.nanos.add(nanos);
    }
  }

  /** Things of one kind, told apart by the values of their labels. */
  public abstract static sealed class Labelled<T> implements Family {
    private final String name;
    private final String type;
    private final String help;
    private final List<String> labels;
    private final ConcurrentHashMap<List<String>, T> children = new ConcurrentHashMap<>();

    Labelled(String name, String type, String help, List<String> labels) {
      this.name = name;
      this.type = type;
      this.help = help;
      this.labels = labels;
    }

    abstract T create();

    abstract void write(StringBuilder text, String labels, T child);

    /** The one of these label values, in the order of the labels. Never values that a caller of the service chooses. */
    public T of(String... values) {
      var key = List.of(values);
      var child = children.get(key);
      if (child == null) {
        require(values.length == labels.size(), "%s has labels %s, not %d values", name, labels, values.length);
        require(children.size() < MOST_CHILDREN, "%s has %d values of its labels; too many", name, MOST_CHILDREN);
        child = children.computeIfAbsent(key, _ -> create());
      }
      return child;
    }

    @Override
    public void write(StringBuilder text) {
      head(text, name, type, help);
      children.entrySet().stream()
          .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
          .forEach(child -> {
            var shown = new StringBuilder();
            for (int n = 0; n < labels.size(); n++) {
              shown.append(n == 0 ? "" : ",").append(labels.get(n)).append("=\"").append(child.getKey().get(n).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append('"');
            }
            write(text, shown.toString(), child.getValue());
          });
    }
  }

  /** Counters by label. */
  public static final class Counters extends Labelled<Counter> {
    Counters(String name, String help, List<String> labels) {
      super(name, "counter", help, labels);
      this.name = name;
    }

    private final String name;

    @Override
    Counter create() {
      return new Counter();
    }

    @Override
    void write(StringBuilder text, String labels, Counter child) {
      sample(text, name, labels, child.sum.sum());
    }
  }

  /** Timers by label. */
  public static final class Timers extends Labelled<Timer> {
    Timers(String name, String help, List<String> labels) {
      super(name, "histogram", help, labels);
      this.name = name;
    }

    private final String name;

    @Override
    Timer create() {
      return new Timer();
    }

    @Override
    void write(StringBuilder text, String labels, Timer child) {
      String before = labels.isEmpty() ? "" : labels + ",";
      long count = 0;
      for (int n = 0; n <= SECONDS.length; n++) {
        count += child.buckets[n].sum();
        sample(text, name + "_bucket", before + "le=\"" + (n == SECONDS.length ? "+Inf" : number(SECONDS[n])) + "\"", count);
      }
      sample(text, name + "_sum", labels, child.nanos.sum() / 1e9);
      sample(text, name + "_count", labels, count);
    }
  }

  /** Counters of a name. */
  public Counters counters(String name, String help, String... labels) {
    return (Counters) families.computeIfAbsent(name, _ -> new Counters(name, help, List.of(labels)));
  }

  /** Timers of a name, which ends with {@code _seconds}. */
  public Timers timers(String name, String help, String... labels) {
    return (Timers) families.computeIfAbsent(name, _ -> new Timers(name, help, List.of(labels)));
  }

  /** A number that is asked for when somebody looks. */
  public void gauge(String name, String help, DoubleSupplier value) {
    families.put(
        name,
        text -> {
          head(text, name, "gauge", help);
          sample(text, name, "", value.getAsDouble());
        });
  }

  /** Numbers by the value of one label, asked for when somebody looks. Never values that a caller of the service chooses. */
  public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
    families.put(
        name,
        text -> {
          head(text, name, "gauge", help);
          values.get().forEach((value, number) -> sample(text, name, label + "=\"" + value + "\"", number));
        });
  }

  /** A fact that is told by labels, {@code name="value",…}; its number is 1. */
  public void fact(String name, String help, String labels) {
    families.put(
        name,
        text -> {
          head(text, name, "gauge", help);
          sample(text, name, labels, 1);
        });
  }

  /** Everything as text. */
  public String text() {
    var text = new StringBuilder(1 << 14);
    families.values().forEach(family -> family.write(text));
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder text, String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
