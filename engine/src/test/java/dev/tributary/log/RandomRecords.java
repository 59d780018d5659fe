package dev.tributary.log;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records with every field at random: emoji, NUL, Chinese, very long ids, odd numbers, empty lists. */
final class RandomRecords {
  private RandomRecords() {}

  static LogRecord next(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new LogRecord.OfResponse(response(random, 10_000));
      case 1 -> new LogRecord.OfErasure(text(random, 10_000));
      case 2 -> new LogRecord.OfTakeBack(text(random, 10_000), text(random, 10_000));
      default -> next(random, 10_000);
    };
  }

  /** Of the kinds that the first format had, in the order of the golden file. */
  static LogRecord next(Random random, int longest) {
    return switch (random.nextInt(4)) {
      case 0 -> new LogRecord.OfItem(item(random, longest));
      case 1 -> new LogRecord.OfUser(new User("u" + text(random, longest), attributes(random, longest)));
      default -> new LogRecord.OfEvent(event(random, longest));
    };
  }

  private static Response response(Random random, int longest) {
    var names = texts(random);
    var items = new ArrayList<Response.Shown>();
    for (int n = random.nextInt(4); n > 0; n--) {
      var found = random.nextBoolean() ? List.<Response.Found>of() : List.of(new Response.Found(text(random, longest), random.nextInt(), random.nextFloat()));
      items.add(new Response.Shown(text(random, longest), random.nextFloat(), found, names.stream().map(_ -> random.nextFloat()).toList()));
    }
    var cuts = random.nextBoolean() ? List.<Response.Cut>of() : List.of(new Response.Cut(maybe(random, longest), text(random, longest), random.nextInt(), random.nextFloat()));
    return new Response("r" + text(random, longest), maybe(random, longest), maybe(random, longest), maybe(random, longest), random.nextLong(), items, names, cuts);
  }

  private static Event event(Random random, int longest) {
    var context = new LinkedHashMap<String, String>();
    for (int n = random.nextInt(3); n > 0; n--) {
      context.put(text(random, longest), text(random, longest));
    }
    return new Event(
        maybe(random, longest),
        Signal.of(random.nextInt(Signal.values().length)),
        text(random, longest),
        maybe(random, longest),
        random.nextInt(3) == 0 ? Event.NO_TIME : random.nextBoolean() ? random.nextLong() : 1_700_000_000_000L + random.nextInt(),
        maybe(random, longest),
        random.nextBoolean() ? 0 : random.nextInt(),
        random.nextBoolean() ? 0f : (float) random.nextGaussian(),
        maybe(random, longest),
        maybe(random, longest),
        maybe(random, longest),
        context);
  }

  private static Item item(Random random, int longest) {
    var vector = new ArrayList<Float>();
    for (int n = random.nextInt(5); n > 0; n--) {
      vector.add(random.nextFloat());
    }
    var item =
        Item.builder("i" + text(random, longest))
            .title(maybe(random, longest))
            .author(maybe(random, longest))
            .categories(texts(random))
            .keywords(texts(random))
            .text(maybe(random, longest))
            .vector(vector)
            .mediaType(maybe(random, longest))
            .length(random.nextBoolean() ? Double.NaN : random.nextInt(1000))
            .durationSeconds(random.nextBoolean() ? Double.NaN : random.nextDouble())
            .publishedAt(random.nextBoolean() ? Item.NO_TIME : random.nextLong())
            .expiresAt(random.nextBoolean() ? Item.NO_TIME : random.nextLong())
            .withdrawn(random.nextBoolean());
    if (random.nextBoolean()) {
      item.location(new Item.Location(random.nextDouble(-90, 90), random.nextDouble(-180, 180)));
    }
    attributes(random, longest).forEach(item::attribute);
    return item.build();
  }

  private static Map<String, Object> attributes(Random random, int longest) {
    var map = new LinkedHashMap<String, Object>();
    for (int n = random.nextInt(4); n > 0; n--) {
      map.put(
          text(random, longest),
          switch (random.nextInt(4)) {
            case 0 -> maybe(random, longest);
            case 1 -> random.nextDouble();
            case 2 -> random.nextBoolean();
            default -> texts(random);
          });
    }
    return map;
  }

  private static List<String> texts(Random random) {
    var list = new ArrayList<String>();
    for (int n = random.nextInt(4); n > 0; n--) {
      list.add(text(random, 20));
    }
    return list;
  }

  private static String maybe(Random random, int longest) {
    return random.nextBoolean() ? "" : text(random, longest);
  }

  private static String text(Random random, int longest) {
    int length = random.nextInt(100) == 0 ? longest : random.nextInt(12);
    var text = new StringBuilder();
    for (int n = 0; n < length; n++) {
      switch (random.nextInt(5)) {
        case 0 -> text.appendCodePoint(0x1F600 + random.nextInt(50));
        case 1 -> text.append('\0');
        case 2 -> text.append((char) (0x4E00 + random.nextInt(2000)));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }
}
