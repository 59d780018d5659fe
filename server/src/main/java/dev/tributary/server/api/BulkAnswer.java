package dev.tributary.server.api;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Problem;
import java.util.ArrayList;
import java.util.List;

/** What became of the rows of a request: how many were taken, and what was wrong with each of the others. Confined: one request. */
final class BulkAnswer {
  private static final int MOST_POINTERS = 20;

  private final List<Rejected> rejected = new ArrayList<>();

  private record Rejected(int index, String id, String field, String detail) {}

  /** A row that cannot be taken. */
  void reject(int index, String id, String field, String detail) {
    rejected.add(new Rejected(index, id, field, detail));
  }

  int rejected() {
    return rejected.size();
  }

  /**
   * The answer.
   *
   * @throws Problem 422 when there were rows and none was good
   */
  Answer write(int status, EventIntake.Receipt receipt) {
    if (!rejected.isEmpty() && receipt.accepted() + receipt.duplicates() == 0) {
      throw Problem.unfit(rejected.stream().limit(MOST_POINTERS).map(r -> new Problem.FieldError("/" + r.index + (r.field.isEmpty() ? "" : "/" + r.field), r.detail)).toList());
    }
    return Answer.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeNumberProperty("accepted", receipt.accepted());
          json.writeNumberProperty("duplicates", receipt.duplicates());
          json.writeArrayPropertyStart("rejected");
          for (Rejected row : rejected) {
            json.writeStartObject();
            json.writeNumberProperty("index", row.index);
            if (!row.id.isEmpty()) {
              json.writeStringProperty("id", row.id);
            }
            json.writeStringProperty("detail", row.detail);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
