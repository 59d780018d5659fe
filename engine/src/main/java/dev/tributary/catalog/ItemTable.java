package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import dev.tributary.data.ImportReport;
import dev.tributary.data.Table;
import dev.tributary.data.TimeText;
import dev.tributary.data.UnclearFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Items out of a table. Columns with the names of the wire format (or common synonyms: genres, tags, creator, …) fill its fields; lists are
 * separated by {@code |}, the numbers of a vector by blanks or commas; every other column is an attribute of its name. A title that ends in a
 * year in brackets, as MovieLens has it, keeps it and gives the attribute {@code year}. Confined: one thread.
 */
final class ItemTable {
  private static final Pattern YEAR = Pattern.compile(".*\\(([12][0-9]{3})\\)\\s*");
  private static final Pattern RELEASED = Pattern.compile("([0-9]{2})-([A-Z][a-z]{2})-([12][0-9]{3})");
  private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final String[] GENRES = {
    "", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"
  };

  private enum Field {
    TITLE("title name headline movietitle"),
    AUTHOR("author authorid creator creatorid publisher uploader"),
    CATEGORIES("categories category genres genre class"),
    KEYWORDS("keywords keyword tags tag"),
    TEXT("text description body content overview"),
    VECTOR("vector embedding"),
    MEDIA_TYPE("mediatype videotype"),
    LENGTH("length"),
    DURATION("durationseconds"),
    DURATION_MILLIS("durationms"),
    PUBLISHED("publishedat publishtime published uploaddt createdat"),
    EXPIRES("expiresat"),
    WITHDRAWN("withdrawn"),
    LATITUDE("latitude lat"),
    LONGITUDE("longitude lon lng");

    private final List<String> names;

    Field(String names) {
      this.names = List.of(names.split(" "));
    }
  }

  private final AttributeTable table;
  private final ImportReport.Tally tally;
  private final int id;
  private final Map<Field, Integer> fields = new TreeMap<>();
  private final Map<String, List<Optional<Object>>> attributes = new TreeMap<>();
  private final boolean hundredThousand;
  private final boolean movieLens;
  private long unreadable;

  ItemTable(AttributeTable table, Map<String, AttributeSchema.Type> schema, ImportReport.Tally tally) {
    this.table = table;
    this.tally = tally;
    id = Table.itemColumn(table.header());
    if (id < 0) {
      throw new UnclearFormatException("no column of the items' table names an item (" + String.join(" ", table.header()) + "); call it id");
    }
    hundredThousand = table.separator().equals("|") && table.header().size() == AttributeTable.PIPE_MOVIE_COLUMNS && table.header().contains("genre18");
    var names = table.header().stream().map(Table::plainName).toList();
    movieLens = names.getFirst().equals("movieid") && names.contains("title");
    for (Field field : Field.values()) {
      field.names.stream().map(names::indexOf).filter(i -> i >= 0 && i != id).findFirst().ifPresent(i -> fields.put(field, i));
    }
    for (int column = 0; column < names.size(); column++) {
      if (column != id && !fields.containsValue(column) && !(hundredThousand && column >= 2)) {
        String name = table.header().get(column);
        attributes.put(name.startsWith("attributes.") ? name.substring(11) : name, table.values(column, schema, tally));
      }
    }
  }

  String read(Consumer<Item> consumer) throws BadDataException {
    for (int row = 0; row < table.rows().size(); row++) {
      var cells = table.rows().get(row);
      String problem = Table.idProblem(cells.get(id));
      if (problem.isEmpty()) {
        consumer.accept(item(cells, row));
        tally.keep();
      } else {
        tally.reject(problem, row + 2L, String.join(table.separator(), cells));
      }
    }
    if (unreadable > 0) {
      tally.note(unreadable + " cells of times, numbers or places cannot be read and are left out");
    }
    return movieLens ? "MovieLens' movies" : "a table of items";
  }

  private Item item(List<String> cells, int row) {
    var item = Item.builder(cells.get(id)).title(cell(cells, Field.TITLE)).author(cell(cells, Field.AUTHOR)).text(cell(cells, Field.TEXT)).mediaType(cell(cells, Field.MEDIA_TYPE));
    item.categories(hundredThousand ? flaggedGenres(cells) : categories(cells));
    item.keywords(AttributeTable.list(cell(cells, Field.KEYWORDS)));
    item.vector(vector(cell(cells, Field.VECTOR)));
    item.length(number(cell(cells, Field.LENGTH)));
    double millis = number(cell(cells, Field.DURATION_MILLIS));
    item.durationSeconds(Double.isNaN(millis) ? number(cell(cells, Field.DURATION)) : millis / 1000);
    item.publishedAt(hundredThousand ? released(cells.get(2)) : time(cell(cells, Field.PUBLISHED)));
    item.expiresAt(time(cell(cells, Field.EXPIRES)));
    item.withdrawn(List.of("true", "1", "yes").contains(cell(cells, Field.WITHDRAWN).toLowerCase(java.util.Locale.ROOT)));
    place(cells, item);
    attributes.forEach((name, values) -> values.get(row).ifPresent(value -> item.attribute(name, value)));
    var year = YEAR.matcher(cell(cells, Field.TITLE));
    if (movieLens && !attributes.containsKey("year") && year.matches()) {
      item.attribute("year", Double.parseDouble(year.group(1)));
    }
    return item.build();
  }

  private String cell(List<String> cells, Field field) {
    return fields.containsKey(field) ? cells.get(fields.get(field)).strip() : "";
  }

  private List<String> categories(List<String> cells) {
    return AttributeTable.list(cell(cells, Field.CATEGORIES)).stream().filter(c -> !c.equals("(no genres listed)")).toList();
  }

  private static List<String> flaggedGenres(List<String> cells) {
    var genres = new ArrayList<String>();
    for (int genre = 1; genre < GENRES.length; genre++) {
      if (cells.get(5 + genre).equals("1")) {
        genres.add(GENRES[genre]);
      }
    }
    return genres;
  }

  private long released(String text) {
    var match = RELEASED.matcher(text);
    return match.matches() && MONTHS.contains(match.group(2)) ? time("%s-%02d-%s".formatted(match.group(3), MONTHS.indexOf(match.group(2)) + 1, match.group(1))) : Item.NO_TIME;
  }

  private List<Float> vector(String cell) {
    var values = Arrays.stream(cell.replaceAll("[\\[\\]]", " ").strip().split("[\\s,|]+")).filter(s -> !s.isEmpty()).map(s -> (float) Table.number(s)).toList();
    boolean good = values.stream().allMatch(Float::isFinite);
    unreadable += good ? 0 : 1;
    return good ? values : List.of();
  }

  private double number(String cell) {
    double value = Table.number(cell);
    unreadable += Double.isNaN(value) && !cell.isEmpty() ? 1 : 0;
    return value;
  }

  private long time(String cell) {
    long millis = cell.isEmpty() ? Item.NO_TIME : TimeText.parse(cell);
    unreadable += millis == Item.NO_TIME && !cell.isEmpty() ? 1 : 0;
    return millis;
  }

  private void place(List<String> cells, Item.Builder item) {
    double latitude = number(cell(cells, Field.LATITUDE));
    double longitude = number(cell(cells, Field.LONGITUDE));
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
      item.location(new Item.Location(latitude, longitude));
    } else if (!Double.isNaN(latitude) && !Double.isNaN(longitude)) {
      unreadable++;
    }
  }
}
