package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import dev.tributary.data.ImportReport;
import dev.tributary.data.Lines;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.Table;
import dev.tributary.data.UnclearFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads users, told apart by content: JSON lines in the wire format ({@link UserJson}); tables with a header, whose columns beside the id are
 * attributes; MovieLens' {@code users.dat} and {@code u.user}. Plain or gzip. Bad rows are counted by kind. Holds nothing.
 */
public final class UserReader {
  private UserReader() {}

  /**
   * Hands every user of a file to a consumer.
   *
   * @param schema types of attribute columns
   * @throws BadDataException when no row is good
   * @throws UnclearFormatException when the columns are not understood
   */
  public static ImportReport read(Path file, ReadOptions options, AttributeSchema schema, Consumer<User> consumer) throws IOException {
    var tally = new ImportReport.Tally();
    String reading = reading(file, options, schema.users(), consumer, tally);
    var report = tally.report(file.getFileName().toString(), reading);
    if (report.kept() == 0) {
      throw new BadDataException(report.source() + " holds no user that can be used, read as " + reading + report.rejections().stream().map(r -> "\n  " + r).reduce("", String::concat));
    }
    return report;
  }

  private static String reading(Path file, ReadOptions options, Map<String, AttributeSchema.Type> schema, Consumer<User> consumer, ImportReport.Tally tally) throws IOException {
    try (var lines = Lines.open(file, options)) {
      if (!lines.next()) {
        throw new BadDataException(file.getFileName() + " is empty; it should hold a user a line");
      }
      if (lines.text().startsWith("{")) {
        json(lines, consumer, tally);
        return "users as JSON lines";
      }
    }
    table(AttributeTable.read(file, options, tally), schema, consumer, tally);
    return "a table of users";
  }

  private static void json(Lines lines, Consumer<User> consumer, ImportReport.Tally tally) throws IOException {
    do {
      tally.row();
      try {
        if (!lines.problem().isEmpty()) {
          throw new InvalidFieldException("", lines.problem());
        }
        consumer.accept(UserJson.parse(lines.text()));
        tally.keep();
      } catch (InvalidFieldException e) {
        tally.reject(e.getMessage(), lines.line(), lines.text());
      }
    } while (lines.next());
  }

  private static void table(AttributeTable table, Map<String, AttributeSchema.Type> schema, Consumer<User> consumer, ImportReport.Tally tally) {
    int id = Table.userColumn(table.header());
    if (id < 0) {
      throw new UnclearFormatException("no column of the users' table names a user (" + String.join(" ", table.header()) + "); call it id");
    }
    var attributes = new TreeMap<String, List<Optional<Object>>>();
    for (int column = 0; column < table.header().size(); column++) {
      if (column != id) {
        String name = table.header().get(column);
        attributes.put(name.startsWith("attributes.") ? name.substring(11) : name, table.values(column, schema, tally));
      }
    }
    for (int row = 0; row < table.rows().size(); row++) {
      String user = table.rows().get(row).get(id);
      String problem = Table.idProblem(user);
      if (!problem.isEmpty()) {
        tally.reject(problem, row + 2L, String.join(table.separator(), table.rows().get(row)));
        continue;
      }
      var values = new TreeMap<String, Object>();
      int at = row;
      attributes.forEach((name, column) -> column.get(at).ifPresent(value -> values.put(name, value)));
      consumer.accept(new User(user, values));
      tally.keep();
    }
  }
}
