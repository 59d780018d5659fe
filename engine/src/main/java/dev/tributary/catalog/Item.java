package dev.tributary.catalog;

import static dev.tributary.math.Require.require;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An item and what is known of it, with the field names of the wire format. What is not known is an empty string, an
 * empty list, {@link #NO_TIME} or NaN; nothing is null. Immutable.
 *
 * @param id unique among items, never empty
 * @param title what a person reads
 * @param author id of the user who published it
 * @param categories from wide to narrow
 * @param keywords tags
 * @param text description or body
 * @param vector an embedding that the user supplies, or empty
 * @param mediaType for example note, video
 * @param length of the text, in characters; NaN when unknown
 * @param durationSeconds of a video; NaN when unknown
 * @param publishedAt epoch milliseconds, or {@link #NO_TIME}
 * @param expiresAt epoch milliseconds from which nobody sees it any more, or {@link #NO_TIME}
 * @param withdrawn true when nobody may see it
 * @param location where it is, if known
 * @param attributes further fields: String, Double, Boolean or List of String
 */
public record Item(
    String id,
    String title,
    String author,
    List<String> categories,
    List<String> keywords,
    String text,
    List<Float> vector,
    String mediaType,
    double length,
    double durationSeconds,
    long publishedAt,
    long expiresAt,
    boolean withdrawn,
    Optional<Location> location,
    Map<String, Object> attributes) {
  /** A time that is not known. */
  public static final long NO_TIME = Long.MIN_VALUE;

  public Item {
    require(!id.isEmpty(), "an item's id is empty");
    categories = List.copyOf(categories);
    keywords = List.copyOf(keywords);
    vector = List.copyOf(vector);
    attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** A place on earth, in degrees. */
  public record Location(double latitude, double longitude) {
    public Location {
      require(latitude >= -90 && latitude <= 90, "latitude is %s, allowed -90..90", latitude);
      require(longitude >= -180 && longitude <= 180, "longitude is %s, allowed -180..180", longitude);
    }
  }

  /** The same item with an equal author and equal categories. */
  Item with(String author, List<String> categories) {
    return author == this.author && categories == this.categories
        ? this
        : new Item(id, title, author, categories, keywords, text, vector, mediaType, length, durationSeconds, publishedAt, expiresAt, withdrawn, location, attributes);
  }

  /** An item of which only the id is known. */
  public static Item of(String id) {
    return builder(id).build();
  }

  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** Sets the fields that are known. Confined: one thread. */
  public static final class Builder {
    private final String id;
    private String title = "";
    private String author = "";
    private List<String> categories = List.of();
    private List<String> keywords = List.of();
    private String text = "";
    private List<Float> vector = List.of();
    private String mediaType = "";
    private double length = Double.NaN;
    private double durationSeconds = Double.NaN;
    private long publishedAt = NO_TIME;
    private long expiresAt = NO_TIME;
    private boolean withdrawn;
    private Optional<Location> location = Optional.empty();
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    private Builder(String id) {
      this.id = id;
    }

    public Builder title(String title) {
      this.title = title;
      return this;
    }

    public Builder author(String author) {
      this.author = author;
      return this;
    }

    public Builder categories(List<String> categories) {
      this.categories = categories;
      return this;
    }

    public Builder keywords(List<String> keywords) {
      this.keywords = keywords;
      return this;
    }

    public Builder text(String text) {
      this.text = text;
      return this;
    }

    public Builder vector(List<Float> vector) {
      this.vector = vector;
      return this;
    }

    public Builder mediaType(String mediaType) {
      this.mediaType = mediaType;
      return this;
    }

    public Builder length(double length) {
      this.length = length;
      return this;
    }

    public Builder durationSeconds(double durationSeconds) {
      this.durationSeconds = durationSeconds;
      return this;
    }

    public Builder publishedAt(long publishedAt) {
      this.publishedAt = publishedAt;
      return this;
    }

    public Builder expiresAt(long expiresAt) {
      this.expiresAt = expiresAt;
      return this;
    }

    public Builder withdrawn(boolean withdrawn) {
      this.withdrawn = withdrawn;
      return this;
    }

    public Builder location(Location location) {
      this.location = Optional.of(location);
      return this;
    }

    /** A further field: String, Double, Boolean or List of String. */
    public Builder attribute(String name, Object value) {
      attributes.put(name, value);
      return this;
    }

    public Item build() {
      return new Item(id, title, author, categories, keywords, text, vector, mediaType, length, durationSeconds, publishedAt, expiresAt, withdrawn, location, attributes);
    }
  }
}
