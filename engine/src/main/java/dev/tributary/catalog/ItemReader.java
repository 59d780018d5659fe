package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import dev.tributary.data.ImportReport;
import dev.tributary.data.Lines;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.Table;
import dev.tributary.data.UnclearFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads items, told apart by content: JSON lines in the wire format ({@link ItemJson}); tables with a header ({@link ItemTable}); MovieLens'
 * {@code movies.csv}, {@code movies.dat} and {@code u.item}; one JSON object of item to attribute ids, as S3-Rec's data has it, whose attributes become
 * keywords. Plain or gzip. Bad rows are counted by kind. Holds nothing.
 */
public final class ItemReader {
  private static final Pattern ATTRIBUTE_MAP = Pattern.compile("\\{\\s*\"[^\"]{1,200}\"\\s*:\\s*\\[.*", Pattern.DOTALL);

  private ItemReader() {}

  /**
   * Hands every item of a file to a consumer.
   *
   * @param schema types of attribute columns
   * @throws BadDataException when no row is good
   * @throws UnclearFormatException when the columns are not understood
   */
  public static ImportReport read(Path file, ReadOptions options, AttributeSchema schema, Consumer<Item> consumer) throws IOException {
    var tally = new ImportReport.Tally();
    String reading = reading(file, options, schema, consumer, tally);
    var report = tally.report(file.getFileName().toString(), reading);
    if (report.kept() == 0) {
      throw new BadDataException(report.source() + " holds no item that can be used, read as " + reading + report.rejections().stream().map(r -> "\n  " + r).reduce("", String::concat));
    }
    return report;
  }

  private static String reading(Path file, ReadOptions options, AttributeSchema schema, Consumer<Item> consumer, ImportReport.Tally tally) throws IOException {
    String head;
    try (var lines = Lines.open(file, options)) {
      if (!lines.next()) {
        throw new BadDataException(file.getFileName() + " is empty; it should hold an item a line");
      }
      head = lines.problem().isEmpty() ? lines.text() : lines.text().startsWith("{") ? lines.text() : "";
      if (head.startsWith("{") && !attributeMap(head)) {
        json(lines, consumer, tally);
        return "items as JSON lines";
      }
    }
    if (head.startsWith("{") || head.isEmpty() && firstByte(file) == '{') {
      attributeMap(file, consumer, tally);
      return "attributes by item, as keywords";
    }
    return new ItemTable(AttributeTable.read(file, options, tally), schema.items(), tally).read(consumer);
  }

  private static boolean attributeMap(String head) {
    return ATTRIBUTE_MAP.matcher(head).matches() && !head.matches("(?s)\\{\\s*\"(categories|keywords|vector)\".*");
  }

  private static int firstByte(Path file) throws IOException {
    try (var in = unpacked(file)) {
      return in.read();
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(2);
    boolean packed = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return packed ? new GZIPInputStream(in) : in;
  }

  private static void json(Lines lines, Consumer<Item> consumer, ImportReport.Tally tally) throws IOException {
    do {
      tally.row();
      try {
        if (!lines.problem().isEmpty()) {
          throw new InvalidFieldException("", lines.problem());
        }
        consumer.accept(ItemJson.parse(lines.text()));
        tally.keep();
      } catch (InvalidFieldException e) {
        tally.reject(e.getMessage(), lines.line(), lines.text());
      }
    } while (lines.next());
  }

  private static void attributeMap(Path file, Consumer<Item> consumer, ImportReport.Tally tally) throws IOException {
    try (var in = unpacked(file);
        var parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String id = parser.currentName();
        tally.row();
        if (!Table.idProblem(id).isEmpty() || parser.nextToken() != JsonToken.START_ARRAY) {
          tally.reject(Table.idProblem(id).isEmpty() ? "no array of attributes" : Table.idProblem(id), 1, id);
          parser.skipChildren();
          continue;
        }
        var keywords = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken().isScalarValue()) {
            keywords.add(parser.getString());
          } else {
            parser.skipChildren();
          }
        }
        consumer.accept(Item.builder(id).keywords(List.copyOf(keywords)).build());
        tally.keep();
      }
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage() == null ? "" : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new BadDataException(file.getFileName() + " is no readable JSON: " + reason);
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new BadDataException(file.getFileName() + ": the gzip stream is cut off or damaged");
    }
  }
}
