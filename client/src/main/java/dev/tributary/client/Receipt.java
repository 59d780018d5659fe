package dev.tributary.client;

import java.util.List;
import java.util.Map;

/**
 * What became of events: those accepted are on the service's disk. Immutable.
 *
 * @param duplicates how many the service had already, for example from an attempt whose answer was lost
 */
public record Receipt(int accepted, int duplicates, List<Rejected> rejected) {
  public Receipt {
    rejected = List.copyOf(rejected);
  }

  /**
   * An event that cannot be taken; sending it again changes nothing.
   *
   * @param index its place among those that were sent, 0 = first
   */
  public record Rejected(int index, String detail) {}

  static Receipt of(Map<String, Object> json) {
    return new Receipt(
        (int) Json.number(json, "accepted"),
        (int) Json.number(json, "duplicates"),
        Json.objects(json, "rejected").stream().map(r -> new Rejected((int) Json.number(r, "index"), Json.text(r, "detail"))).toList());
  }
}
