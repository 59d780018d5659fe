package dev.tributary.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a user can do with an item, in the order in which it can happen (spec: impression, click, scroll-to-end, like,
 * collect, share, comment, …). {@link #wireName} is the {@code type} of an event.
 *
 * <p>{@code unlike}, {@code uncollect} and {@code unfollow} take back what they name: of the two the later event wins.
 */
public enum Signal {
  IMPRESSION("impression"),
  CLICK("click"),
  SCROLL_TO_END("scrollToEnd"),
  LIKE("like"),
  UNLIKE("unlike"),
  COLLECT("collect"),
  UNCOLLECT("uncollect"),
  SHARE("share"),
  COMMENT("comment"),
  FOLLOW("follow"),
  UNFOLLOW("unfollow"),
  HIDE("hide"),
  PLAY("play"),
  SEARCH("search"),
  PURCHASE("purchase"),
  VISIT("visit"),
  RATING("rating");

  private static final Signal[] ALL = values();

  private final String wireName;

  Signal(String wireName) {
    this.wireName = wireName;
  }

  /** The name in events, files and settings. */
  public String wireName() {
    return wireName;
  }

  /** The signal whose {@link #ordinal} this is. */
  public static Signal of(int code) {
    return ALL[code];
  }

  /** The signal of this name, whatever its case; hyphens and underscores are ignored. */
  public static Optional<Signal> named(String name) {
    String wanted = name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    return Arrays.stream(ALL).filter(s -> s.wireName.toLowerCase(Locale.ROOT).equals(wanted)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(ALL).map(Signal::wireName).collect(Collectors.joining(" "));
  }

  /** The signal that this one takes back, or empty. */
  public Optional<Signal> takesBack() {
    return switch (this) {
      case UNLIKE -> Optional.of(LIKE);
      case UNCOLLECT -> Optional.of(COLLECT);
      case UNFOLLOW -> Optional.of(FOLLOW);
      default -> Optional.empty();
    };
  }
}
