package dev.tributary.settings;

import static dev.tributary.math.Require.require;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A settings record seen from outside: its names, ranges, defaults and meanings, read from the {@link Setting} of each
 * component. Components are int, long, double, boolean, String or an enum; enum constants are written in lower case.
 *
 * <p>Thread-safe: holds nothing but the record's class and its defaults.
 *
 * @param <C> the record
 */
public final class Settings<C extends Record> {
  private final C defaults;
  private final List<RecordComponent> components;

  private Settings(C defaults) {
    this.defaults = defaults;
    components = List.of(defaults.getClass().getRecordComponents());
  }

  /** The settings of a record whose every component has a {@link Setting}. */
  public static <C extends Record> Settings<C> of(C defaults) {
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      require(component.isAnnotationPresent(Setting.class), "%s.%s has no @Setting", defaults.getClass().getSimpleName(), component.getName());
    }
    return new Settings<>(defaults);
  }

  /** One setting, described. */
  public record Described(String name, String type, String range, String defaultValue, String meaning) {}

  /** All settings in the order of the record. */
  public List<Described> describe() {
    return components.stream()
        .map(c -> new Described(c.getName(), typeName(c), range(c), text(read(defaults, c)), c.getAnnotation(Setting.class).value()))
        .toList();
  }

  /** The values of a record by name, in order: what a manifest keeps. */
  public Map<String, Object> toMap(C config) {
    var map = new LinkedHashMap<String, Object>();
    for (RecordComponent component : components) {
      Object value = read(config, component);
      map.put(component.getName(), value instanceof Enum<?> e ? name(e) : value);
    }
    return map;
  }

  /** The record with the defaults for what is not given. */
  public C parse(Map<String, ?> given) {
    return with(defaults, given);
  }

  /**
   * A record changed by name.
   *
   * @throws IllegalArgumentException on an unknown name (with the nearest known one), a value of the wrong type or out of range
   */
  @SuppressWarnings("unchecked")
  public C with(C base, Map<String, ?> given) {
    var names = components.stream().map(RecordComponent::getName).toList();
    for (String name : given.keySet()) {
      require(names.contains(name), "unknown setting '%s'; did you mean '%s'? The settings are %s", name, Nearest.of(name, names), String.join(" ", names));
    }
    var values = new Object[components.size()];
    for (int n = 0; n < values.length; n++) {
      var component = components.get(n);
      Object value = given.get(component.getName());
      values[n] = value == null ? read(base, component) : convert(component, value.toString().strip());
    }
    try {
      var types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = base.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (C) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** JSON Schema (draft 2020-12) of the settings, as nested maps. */
  public Map<String, Object> jsonSchema() {
    var properties = new LinkedHashMap<String, Object>();
    for (RecordComponent component : components) {
      var setting = component.getAnnotation(Setting.class);
      var property = new LinkedHashMap<String, Object>();
      Class<?> type = component.getType();
      if (type.isEnum()) {
        property.put("enum", Arrays.stream(type.getEnumConstants()).map(c -> name((Enum<?>) c)).toList());
      } else {
        property.put("type", type == boolean.class ? "boolean" : type == String.class ? "string" : type == double.class ? "number" : "integer");
        if (setting.min() != Double.NEGATIVE_INFINITY) {
          property.put("minimum", number(type, setting.min()));
        }
        if (setting.max() != Double.POSITIVE_INFINITY) {
          property.put("maximum", number(type, setting.max()));
        }
      }
      Object value = read(defaults, component);
      property.put("default", value instanceof Enum<?> e ? name(e) : value);
      property.put("description", setting.value());
      properties.put(component.getName(), property);
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    return schema;
  }

  private static Object number(Class<?> type, double value) {
    return type == double.class ? (Object) value : (Object) (long) value;
  }

  private static Object convert(RecordComponent component, String text) {
    Class<?> type = component.getType();
    String name = component.getName();
    if (type == boolean.class) {
      require(text.equals("true") || text.equals("false"), "%s is '%s', must be true or false", name, text);
      return Boolean.valueOf(text);
    }
    if (type == String.class) {
      return text;
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(c -> name((Enum<?>) c).equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(name + " is '" + text + "', must be one of " + range(component)));
    }
    double value;
    try {
      value = type == double.class ? Double.parseDouble(text) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + text + "', must be " + (type == double.class ? "a number" : "a whole number") + " in " + range(component), e);
    }
    var setting = component.getAnnotation(Setting.class);
    require(value >= setting.min() && value <= setting.max(), "%s is %s, allowed %s", name, text, range(component));
    if (type == int.class) {
      require(value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE, "%s is %s, allowed %s", name, text, range(component));
      return (int) value;
    }
    return type == long.class ? (Object) Long.valueOf(text) : (Object) value;
  }

  private static Object read(Record config, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String typeName(RecordComponent component) {
    Class<?> type = component.getType();
    return type.isEnum() ? "choice" : type == double.class ? "number" : type == String.class ? "text" : type == boolean.class ? "true|false" : "integer";
  }

  private static String range(RecordComponent component) {
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return String.join("|", Arrays.stream(type.getEnumConstants()).map(c -> name((Enum<?>) c)).toList());
    }
    if (type == boolean.class || type == String.class) {
      return type == boolean.class ? "true|false" : "any";
    }
    var setting = component.getAnnotation(Setting.class);
    return bound(setting.min(), type) + ".." + bound(setting.max(), type);
  }

  private static String bound(double value, Class<?> type) {
    return Double.isInfinite(value) ? "" : text(number(type, value));
  }

  private static String text(Object value) {
    return value instanceof Enum<?> e ? name(e) : value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString(d.longValue()) : String.valueOf(value);
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
