package dev.tributary.data;

import static dev.tributary.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which column of a row is what. From header names (their common synonyms), or from what the user says. Immutable.
 *
 * @param places column of each role, from 0
 * @param millis numbers in the time column are milliseconds whatever their size
 * @param dates numbers in the time column are {@code yyyymmdd}
 * @param ranked the time column holds no times but places in an order, smallest first
 * @param signals columns that are signals of their own
 * @param context further columns to keep, by name
 */
record Layout(Map<Role, Integer> places, boolean millis, boolean dates, boolean ranked, List<SignalColumn> signals, Map<String, Integer> context) {
  Layout {
    places = Map.copyOf(places);
    signals = List.copyOf(signals);
    context = new TreeMap<>(context);
  }

  /** What a column can be. The names are synonyms, the likeliest first, in lower case without {@code _ - .} and blanks. */
  enum Role {
    USER("user userid uid usr customer customerid visitor visitorid member memberid account accountid client clientid buyer buyerid reviewer reviewerid consumer consumerid viewer viewerid person personid profile profileid username session sessionid"),
    ITEM("item itemid iid movie movieid video videoid product productid article articleid news newsid note noteid book bookid isbn song songid track trackid asin sku business businessid poi poiid venue venueid photo photoid post postid doc docid document documentid content contentid show showid game gameid recipe recipeid anime animeid artist artistid listing listingid goods goodsid ad adid"),
    VALUE("rating stars star score value ratings overall grade"),
    TIME("timems timestampms tsms eventtimems timestamp time ts eventtime datetime createdat created unixreviewtime unixtime epoch showtime date day dt"),
    TYPE("type event eventtype action actiontype signal behavior behaviour behaviortype behaviourtype feedbacktype interaction interactiontype"),
    ID("eventid"),
    POSITION("position pos showpos slot"),
    RESPONSE("responseid"),
    AUTHOR("author authorid"),
    TOPIC("topic"),
    QUERY("query searchquery");

    private final List<String> synonyms;

    Role(String synonyms) {
      this.synonyms = List.of(synonyms.split(" "));
    }

    List<String> synonyms() {
      return synonyms;
    }

    String wireName() {
      return this == RESPONSE ? "responseId" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** A column whose truth is a signal; its number times {@code scale} is the value of a play or a rating. */
  record SignalColumn(Signal signal, int column, float scale) {
    boolean valued() {
      return signal == Signal.PLAY || signal == Signal.RATING;
    }
  }

  int place(Role role) {
    return places.getOrDefault(role, -1);
  }

  /** The last column that is used. */
  int lastColumn() {
    int last = places.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    for (var signal : signals) {
      last = Math.max(last, signal.column);
    }
    return Math.max(last, context.values().stream().mapToInt(Integer::intValue).max().orElse(-1));
  }

  /** A layout of columns in a row: user, item and so on. */
  static Layout inOrder(Role... roles) {
    var places = new EnumMap<Role, Integer>(Role.class);
    for (int i = 0; i < roles.length; i++) {
      places.put(roles[i], i);
    }
    return new Layout(places, false, false, false, List.of(), Map.of());
  }

  /** The same without a role. */
  Layout without(Role role) {
    var fewer = new EnumMap<Role, Integer>(Role.class);
    fewer.putAll(places);
    fewer.remove(role);
    return new Layout(fewer, millis, dates, ranked, signals, context);
  }

  /** A name as the synonyms are written. */
  static String plain(String name) {
    int typed = name.indexOf(':'); // RecBole writes name:type
    return (typed > 0 ? name.substring(0, typed) : name).strip().toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]", "");
  }

  /** The layout that header names tell, or empty when they name no user or no item. */
  static Optional<Layout> fromNames(List<String> header) {
    var names = header.stream().map(Layout::plain).toList();
    var places = new EnumMap<Role, Integer>(Role.class);
    var used = new HashSet<Integer>();
    for (Role role : Role.values()) {
      for (String synonym : role.synonyms) {
        int place = names.indexOf(synonym);
        if (place >= 0 && used.add(place)) {
          places.put(role, place);
          break;
        }
      }
    }
    if (!places.containsKey(Role.USER) || !places.containsKey(Role.ITEM)) {
      return Optional.empty();
    }
    for (Role role : places.keySet()) {
      String name = names.get(places.get(role));
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new UnclearFormatException("the header names column '" + header.get(places.get(role)) + "' twice (columns " + (names.indexOf(name) + 1) + " and " + (names.lastIndexOf(name) + 1) + "); say which one with --columns, for example --columns user=1,item=2");
      }
    }
    String time = places.containsKey(Role.TIME) ? names.get(places.get(Role.TIME)) : "";
    return Optional.of(new Layout(places, time.endsWith("ms"), Set.of("date", "day", "dt").contains(time), false, List.of(), Map.of()));
  }

  /** This layout with the signal columns that the header names, {@code is_click} and the like; none when no name begins with "is". */
  Layout withSignals(List<String> header) {
    var found = new ArrayList<SignalColumn>();
    boolean flags = false;
    for (int column = 0; column < header.size(); column++) {
      String name = plain(header.get(column));
      boolean flag = name.startsWith("is");
      var signal = signalNamed(flag ? name.substring(2) : name);
      if (name.equals("playtimems")) {
        found.add(new SignalColumn(Signal.PLAY, column, 0.001f));
      } else if (signal.isPresent() && !places.containsValue(column) && signal.get() != Signal.RATING && signal.get() != Signal.PLAY && signal.get() != Signal.SEARCH && signal.get() != Signal.VISIT) {
        found.add(new SignalColumn(signal.get(), column, 1f));
        flags |= flag;
      }
    }
    return flags ? new Layout(places, millis, dates, ranked, found, context) : this;
  }

  /** The signal of a name; also other logs' words for the same thing. */
  static Optional<Signal> signalNamed(String name) {
    var known = Signal.named(name);
    if (known.isPresent()) {
      return known;
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "view", "pv" -> Optional.of(Signal.CLICK);
      case "buy", "order", "transaction" -> Optional.of(Signal.PURCHASE);
      case "fav", "favorite", "favourite", "bookmark" -> Optional.of(Signal.COLLECT);
      case "forward" -> Optional.of(Signal.SHARE);
      case "hate", "dislike" -> Optional.of(Signal.HIDE);
      default -> Optional.empty();
    };
  }

  /** Whether a specification names a column by its header. */
  static boolean byName(String columns) {
    return Arrays.stream(columns.split(",")).filter(p -> !p.isBlank()).map(p -> columnOf(p)[1]).anyMatch(c -> !c.matches("[0-9]{1,5}"));
  }

  /** Role, column and unit of {@code play=play_time_ms:ms}. */
  private static String[] columnOf(String part) {
    int equals = part.indexOf('=');
    require(equals > 0 && equals < part.length() - 1, "column '%s' is not name=column; write for example --columns user=1,item=2,value=3,time=4", part.strip());
    String column = part.substring(equals + 1).strip();
    String unit = "";
    if (column.endsWith(":ms") || column.endsWith(":s")) {
      unit = column.substring(column.lastIndexOf(':') + 1);
      column = column.substring(0, column.lastIndexOf(':'));
    }
    return new String[] {part.substring(0, equals).strip(), column, unit};
  }

  /**
   * The layout that a user gives.
   *
   * @param header names of the columns; empty when there are none
   * @param fields number of columns
   * @throws IllegalArgumentException when a column is not there or a role is not known
   */
  static Layout parse(String columns, List<String> header, int fields) {
    var places = new EnumMap<Role, Integer>(Role.class);
    var signals = new ArrayList<SignalColumn>();
    var context = new TreeMap<String, Integer>();
    boolean millis = false;
    boolean ranked = false;
    for (String part : columns.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] column = columnOf(part);
      int place = place(column[1], header, fields);
      var role = role(column[0]);
      if (column[0].startsWith("context.") && column[0].length() > 8) {
        context.put(column[0].substring(8), place);
      } else if (column[0].equals("order")) {
        require(places.put(Role.TIME, place) == null, "--columns gives both time and order; an order is for rows without times");
        ranked = true;
      } else if (role.isPresent()) {
        require(!ranked || role.get() != Role.TIME, "--columns gives both time and order; an order is for rows without times");
        require(places.put(role.get(), place) == null, "--columns gives %s twice", role.get().wireName());
        millis |= role.get() == Role.TIME && column[2].equals("ms");
      } else {
        signals.add(signal(column, place));
      }
    }
    if (!header.isEmpty()) {
      fromNames(header).ifPresent(named -> List.of(Role.USER, Role.ITEM, Role.TIME).forEach(r -> {
        if (named.place(r) >= 0 && !places.containsValue(named.place(r))) {
          places.putIfAbsent(r, named.place(r));
        }
      }));
    }
    require(places.containsKey(Role.USER) && places.containsKey(Role.ITEM), "--columns '%s' names no %s; write for example --columns user=1,item=2,value=3,time=4", columns, places.containsKey(Role.USER) ? "item" : "user");
    int time = places.getOrDefault(Role.TIME, -1);
    String timeName = time >= 0 && time < header.size() ? plain(header.get(time)) : "";
    return new Layout(places, millis || timeName.endsWith("ms"), Set.of("date", "day", "dt").contains(timeName), ranked, signals, context);
  }

  private static Optional<Role> role(String name) {
    if (name.equals("rating")) {
      return Optional.of(Role.VALUE);
    }
    return Arrays.stream(Role.values()).filter(r -> r.wireName().equals(name)).findFirst();
  }

  private static SignalColumn signal(String[] column, int place) {
    var signal = Signal.named(column[0]);
    require(signal.isPresent(), "--columns names '%s', which is neither a field (user item value time order type id position responseId author topic query context.NAME) nor a signal (%s)", column[0], Signal.names());
    return new SignalColumn(signal.get(), place, column[2].equals("ms") ? 0.001f : 1f);
  }

  private static int place(String column, List<String> header, int fields) {
    int exact = header.indexOf(column);
    if (exact >= 0) {
      require(exact == header.lastIndexOf(column), "the header names column '%s' twice; give its number", column);
      return exact;
    }
    OptionalInt number = column.matches("[0-9]{1,5}") ? OptionalInt.of(Integer.parseInt(column)) : OptionalInt.empty();
    require(number.isPresent(), "there is no column '%s'; the columns are %s", column, header.isEmpty() ? "1.." + fields + ", without names" : String.join(" ", header));
    require(number.getAsInt() >= 1 && number.getAsInt() <= fields, "there is no column %s; the file has %d columns", column, fields);
    return number.getAsInt() - 1;
  }

  /** The columns in words. */
  String describe(List<String> header) {
    var text = new StringBuilder();
    places.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> text.append(text.isEmpty() ? "" : " ").append(ranked && e.getKey() == Role.TIME ? "order" : e.getKey().wireName()).append('=').append(named(e.getValue(), header)));
    signals.forEach(s -> text.append(' ').append(s.signal.wireName()).append('=').append(named(s.column, header)));
    context.forEach((name, column) -> text.append(" context.").append(name).append('=').append(named(column, header)));
    return text.toString();
  }

  private static String named(int column, List<String> header) {
    return column < header.size() ? header.get(column) : Integer.toString(column + 1);
  }

  /** Names of the columns that are not used. */
  List<String> unused(List<String> header) {
    var used = new HashSet<>(places.values());
    signals.forEach(s -> used.add(s.column));
    used.addAll(context.values());
    var names = new ArrayList<String>();
    for (int column = 0; column < header.size(); column++) {
      if (!used.contains(column)) {
        names.add(header.get(column));
      }
    }
    return names;
  }
}
