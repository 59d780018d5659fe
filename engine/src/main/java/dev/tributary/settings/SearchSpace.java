package dev.tributary.settings;

import static dev.tributary.math.Require.require;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where a search for settings looks: numbers between the two ends that {@link Setting#search} gives, choices and switches among all
 * their values. A point is one number in 0..1 for each searched setting. Immutable.
 *
 * @param <C> the settings record
 */
public final class SearchSpace<C extends Record> {
  private static final double ZERO = 0.15; // share of a range that means 0

  private final Settings<C> settings;
  private final C base;
  private final List<RecordComponent> searched;

  private SearchSpace(Settings<C> settings, C base, List<RecordComponent> searched) {
    this.settings = settings;
    this.base = base;
    this.searched = searched;
  }

  /** The space around a record: what is not searched stays as it is there. */
  public static <C extends Record> SearchSpace<C> around(C base) {
    var searched = new ArrayList<RecordComponent>();
    for (RecordComponent component : base.getClass().getRecordComponents()) {
      var setting = component.getAnnotation(Setting.class);
      require(setting != null, "%s.%s has no @Setting", base.getClass().getSimpleName(), component.getName());
      require(setting.search().length == 0 || setting.search().length == 2, "%s: a search goes between two ends", component.getName());
      boolean choice = component.getType().isEnum() || component.getType() == boolean.class;
      if (choice && setting.tried() || setting.search().length == 2) {
        searched.add(component);
      }
    }
    return new SearchSpace<>(Settings.of(base), base, List.copyOf(searched));
  }

  /** The names of the searched settings. */
  public List<String> names() {
    return searched.stream().map(RecordComponent::getName).toList();
  }

  /** A point anywhere. */
  public double[] anywhere(RandomGenerator random) {
    return searched.stream().mapToDouble(_ -> random.nextDouble()).toArray();
  }

  /** A point near another: every number moves by a normal step, choices change now and then. */
  public double[] near(double[] point, double step, RandomGenerator random) {
    var near = point.clone();
    for (int n = 0; n < near.length; n++) {
      var type = searched.get(n).getType();
      if (type.isEnum() || type == boolean.class) {
        near[n] = random.nextDouble() < step ? random.nextDouble() : near[n];
      } else {
        near[n] = Math.clamp(near[n] + step * random.nextGaussian(), 0, Math.nextDown(1.0));
      }
    }
    return near;
  }

  /** The settings of a point. */
  public C at(double[] point) {
    require(point.length == searched.size(), "the point has %d numbers, the space %d", point.length, searched.size());
    Map<String, Object> given = new LinkedHashMap<>();
    for (int n = 0; n < point.length; n++) {
      given.put(searched.get(n).getName(), value(searched.get(n), point[n]));
    }
    return settings.with(base, given);
  }

  private static Object value(RecordComponent component, double place) {
    Class<?> type = component.getType();
    if (type == boolean.class) {
      return place >= 0.5;
    }
    if (type.isEnum()) {
      var constants = type.getEnumConstants();
      var names = Arrays.stream(constants).map(c -> Settings.name((Enum<?>) c)).toList();
      return names.get(Math.min(names.size() - 1, (int) (place * names.size())));
    }
    var setting = component.getAnnotation(Setting.class);
    if (setting.orZero() && place < ZERO) {
      return 0;
    }
    double share = setting.orZero() ? (place - ZERO) / (1 - ZERO) : place;
    double low = setting.search()[0];
    double high = setting.search()[1];
    double value = setting.log() ? low * Math.pow(high / low, share) : low + (high - low) * share;
    return type == double.class ? (Object) rounded(value) : (Object) Math.round(value);
  }

  /** Three digits are enough for a person and for a search. */
  private static double rounded(double value) {
    return value == 0 ? 0 : new java.math.BigDecimal(value).round(new java.math.MathContext(3)).doubleValue();
  }
}
