package dev.tributary.data;

import dev.tributary.data.Layout.Role;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One event as a JSON object in the wire format: {@code {"id": "e-1", "type": "like", "user": "u42", "item": "i7", "time":
 * "2026-11-21T03:12:00Z", "responseId": "01J…", "position": 1, "value": 12.5, "author": …, "topic": …, "query": …, "context": {…}}}.
 *
 * <p>Ids are strings or whole numbers, which keep all their digits; times ISO-8601 or epoch milliseconds; null is as good as absent. Thread-safe:
 * holds nothing that changes.
 */
public final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Role> WIRE_NAMES = new HashMap<>();
  private static final int MAX_TEXT = 1 << 16;

  static {
    for (Role role : Role.values()) {
      WIRE_NAMES.put(role == Role.ID ? "id" : role.wireName(), role);
    }
  }

  private EventJson() {}

  /**
   * The event of a JSON object, by the rules of the wire: unknown fields, missing fields and wrong types are refused.
   *
   * @throws InvalidEventException naming the field
   */
  public static Event parse(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /** The event of a JSON object in UTF-8 bytes; see {@link #parse(String)}. */
  public static Event parse(byte[] bytes, int from, int length) {
    var fields = read(bytes, from, length, Optional.empty());
    if (!fields.texts.containsKey(Role.TYPE)) {
      throw new InvalidEventException("type", "is missing; it is one of " + Signal.names());
    }
    if (fields.text(Role.ID).isEmpty() && fields.time == Event.NO_TIME) {
      throw new InvalidEventException("id", "and time are both missing; give one, so that a retry can be told from a new event");
    }
    return fields.event();
  }

  /** The event of a row in a file: other field names are understood, and unknown ones passed over. */
  static Event parseRow(byte[] bytes, int from, int length, Names names) {
    return read(bytes, from, length, Optional.of(names)).event();
  }

  /** Which fields of rows mean what, learned as they are met. Confined: one thread. */
  static final class Names {
    private static final int MOST = 10_000;
    private final Map<String, Optional<Role>> known = new HashMap<>();

    Names() {
      WIRE_NAMES.forEach((name, role) -> known.put(name, Optional.of(role)));
    }

    Optional<Role> role(String name) {
      var role = known.get(name);
      if (role == null) {
        role = name.length() > 40 ? Optional.empty() : synonym(Layout.plain(name));
        if (known.size() < MOST) {
          known.put(name, role);
        }
      }
      return role;
    }

    private static Optional<Role> synonym(String plain) {
      for (Role role : Role.values()) {
        if (role.synonyms().contains(plain)) {
          return Optional.of(role);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether a signal can do without an item. */
  static boolean standsAlone(Signal signal, String author, String topic) {
    return switch (signal) {
      case VISIT, SEARCH -> true;
      case FOLLOW, UNFOLLOW -> !author.isEmpty();
      case HIDE -> !author.isEmpty() || !topic.isEmpty();
      default -> false;
    };
  }

  private static Fields read(byte[] bytes, int from, int length, Optional<Names> names) {
    var fields = new Fields(names);
    try (var parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidEventException("", "an event is a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        fields.read(name, parser);
      }
      if (parser.nextToken() != null) {
        throw new InvalidEventException("", "text follows behind the JSON object");
      }
      return fields;
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage() == null ? "" : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidEventException("", "no readable JSON: " + ImportReport.Tally.shown(reason), "no readable JSON");
    }
  }

  /** The fields of one object. */
  private static final class Fields {
    private final Optional<Names> names;
    private final Map<Role, String> texts = new EnumMap<>(Role.class);
    private Map<String, String> context = Map.of();
    private long time = Event.NO_TIME;
    private boolean timeGiven;
    private double value = Double.NaN;
    private int position;

    Fields(Optional<Names> names) {
      this.names = names;
    }

    String text(Role role) {
      return texts.getOrDefault(role, "");
    }

    void read(String name, JsonParser parser) {
      boolean wire = names.isEmpty();
      if (name.equals("context") && (wire || parser.currentToken() == JsonToken.START_OBJECT)) {
        readContext(parser);
        return;
      }
      var role = wire ? Optional.ofNullable(WIRE_NAMES.get(name)) : names.get().role(name);
      if (role.isEmpty()) {
        if (wire) {
          throw new InvalidEventException(name, "is no field of an event; the fields are id type user item time responseId position value author topic query context");
        }
        parser.skipChildren();
        return;
      }
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      switch (role.get()) {
        case TIME -> readTime(name, parser);
        case VALUE -> readValue(name, parser);
        case POSITION -> readPosition(name, parser);
        case USER, ITEM, TYPE, ID, RESPONSE, AUTHOR, TOPIC, QUERY -> readText(role.get(), name, parser);
      }
    }

    private void readText(Role role, String name, JsonParser parser) {
      boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && role != Role.TYPE && role != Role.QUERY;
      if (parser.currentToken() != JsonToken.VALUE_STRING && !number) {
        throw new InvalidEventException(name, "must be text" + (role == Role.TYPE || role == Role.QUERY ? "" : " or a whole number"));
      }
      String text = parser.getString();
      if (role == Role.USER || role == Role.ITEM || role == Role.ID || role == Role.AUTHOR || role == Role.RESPONSE) {
        String problem = Ids.problem(text);
        if (!problem.isEmpty()) {
          throw new InvalidEventException(name, "is an " + problem);
        }
      } else if (text.length() > MAX_TEXT) {
        throw new InvalidEventException(name, "has " + text.length() + " characters, allowed " + MAX_TEXT, name + " too long");
      }
      String earlier = texts.put(role, text);
      if (earlier != null && !earlier.equals(text)) {
        throw new InvalidEventException(name, "is given twice, as '" + ImportReport.Tally.shown(earlier) + "' and '" + ImportReport.Tally.shown(text) + "'", name + " given twice");
      }
    }

    private void readTime(String name, JsonParser parser) {
      if (timeGiven && names.isPresent()) {
        return; // two fields tell the time; the first one counts
      }
      boolean millis = names.isEmpty() || name.endsWith("ms") || name.endsWith("Ms") || name.endsWith("Millis");
      long read = switch (parser.currentToken()) {
        case VALUE_STRING -> {
          String text = parser.getString();
          boolean number = text.length() < 5 || text.charAt(4) != '-';
          yield text.length() > 64 || number && names.isEmpty() ? Event.NO_TIME : TimeText.parse(text);
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          byte[] digits = parser.getString().getBytes(StandardCharsets.US_ASCII);
          yield TimeText.parse(digits, 0, digits.length, millis);
        }
        default -> Event.NO_TIME;
      };
      if (read == Event.NO_TIME || timeGiven) {
        throw new InvalidEventException(name, timeGiven ? "is given twice" : "is no time; write ISO-8601, for example 2026-11-21T03:12:00Z, or epoch milliseconds", "no readable time");
      }
      time = read;
      timeGiven = true;
    }

    private void readValue(String name, JsonParser parser) {
      byte[] digits = parser.currentToken().isNumeric() || names.isPresent() && parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString().getBytes(StandardCharsets.UTF_8) : new byte[0];
      double read = NumberText.parse(digits, 0, digits.length);
      if (!Float.isFinite((float) read)) {
        throw new InvalidEventException(name, "must be a finite number");
      }
      value = read;
    }

    private void readPosition(String name, JsonParser parser) {
      byte[] digits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getString().getBytes(StandardCharsets.US_ASCII) : new byte[0];
      double read = NumberText.parse(digits, 0, digits.length);
      boolean good = read >= 0 && read <= 1_000_000;
      if (!good && names.isEmpty()) {
        throw new InvalidEventException(name, "must be a whole number, 0 (unknown) or 1 (top) to 1000000");
      }
      position = good ? (int) read : 0;
    }

    private void readContext(JsonParser parser) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new InvalidEventException("context", "must be a JSON object");
      }
      var read = new TreeMap<String, String>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        var token = parser.nextToken();
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          read.put(name, parser.getString());
        } else if (names.isEmpty() && token != JsonToken.VALUE_NULL) {
          throw new InvalidEventException("context." + name, "must be text, a number or true or false");
        } else {
          parser.skipChildren();
        }
      }
      context = read;
    }

    Event event() {
      String user = text(Role.USER);
      if (user.isEmpty()) {
        throw new InvalidEventException("user", "is " + (texts.containsKey(Role.USER) ? "empty" : "missing"), "no user");
      }
      var signal = signal();
      if ((signal == Signal.RATING) && Double.isNaN(value)) {
        throw new InvalidEventException("value", "is missing; it holds the stars of a rating");
      }
      if (signal == Signal.PLAY && value < 0) {
        throw new InvalidEventException("value", "is negative; it holds the seconds of a play");
      }
      if (text(Role.ITEM).isEmpty() && !standsAlone(signal, text(Role.AUTHOR), text(Role.TOPIC))) {
        throw new InvalidEventException("item", "is " + (texts.containsKey(Role.ITEM) ? "empty" : "missing"), "no item");
      }
      return new Event(text(Role.ID), signal, user, text(Role.ITEM), time, text(Role.RESPONSE), position, Double.isNaN(value) ? 0f : (float) value, text(Role.AUTHOR), text(Role.TOPIC), text(Role.QUERY), context);
    }

    private Signal signal() {
      String type = text(Role.TYPE);
      if (!texts.containsKey(Role.TYPE)) {
        return Double.isNaN(value) ? Signal.CLICK : Signal.RATING;
      }
      var signal = names.isPresent() ? Layout.signalNamed(type) : Signal.named(type);
      return signal.orElseThrow(() -> new InvalidEventException("type", "is '" + ImportReport.Tally.shown(type) + "', must be one of " + Signal.names(), "unknown type"));
    }
  }

  /** The event as one line of JSON, without a line break. */
  public static String write(Event event) {
    var line = new JsonLine();
    line.event(event);
    return line.toString();
  }
}
