package dev.tributary.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a reader must know of the data behind a table. Rows are those within the deepest cut, of users of the test data.
 *
 * @param users users in every mean
 * @param usersLeftOut users of train or test without a relevant item
 * @param usersWithoutList users in every mean for whom nothing was listed: they count 0
 * @param otherUsers users of the lists who do not occur in the test data: not looked at
 * @param longLists users of the test data whose list goes on below the deepest cut
 * @param rows rows looked at
 * @param paddedRows rows that only fill a list up
 * @param rowsOutside rows whose item lies outside the catalogue: misses
 * @param itemsOutside distinct items of these rows
 * @param rowsSeen rows whose item the user already has in train, or in valid beside it
 * @param testPairsOutside relevant pairs whose item lies outside the catalogue: misses
 * @param testItemsOutside distinct items of these pairs
 * @param testPairsSeen relevant pairs that the user already has in train, or in valid beside it
 * @param badRows rows of the run's file that could not be used
 */
public record Audit(
    int users,
    int usersLeftOut,
    int usersWithoutList,
    int otherUsers,
    int longLists,
    long rows,
    long paddedRows,
    long rowsOutside,
    int itemsOutside,
    long rowsSeen,
    long testPairsOutside,
    int testItemsOutside,
    long testPairsSeen,
    List<BadRows> badRows) {
  public Audit {
    badRows = List.copyOf(badRows);
  }

  /** What is out of the ordinary, a line each; what is 0 is not said. */
  public List<String> remarks() {
    var remarks = new ArrayList<String>();
    say(remarks, usersLeftOut, "users left out, without a test item");
    say(remarks, testPairsOutside, "test pairs counted as misses, their items lie outside the catalogue", testItemsOutside);
    say(remarks, testPairsSeen, "test pairs that the user already has in train or valid");
    say(remarks, usersWithoutList, "users counted as 0, without any recommendation");
    say(remarks, paddedRows, "rows padded");
    say(remarks, rowsOutside, "rows counted as misses, their items lie outside the catalogue", itemsOutside);
    say(remarks, rowsSeen, "rows with an item that the user already has in train or valid");
    say(remarks, longLists, "lists that go on below the deepest cut, not looked at there");
    say(remarks, otherUsers, "listed users not looked at, they are not in the test data");
    badRows.forEach(bad -> remarks.add("left out of the file, " + bad));
    return remarks;
  }

  private static void say(List<String> remarks, long count, String what) {
    if (count > 0) {
      remarks.add(String.format(Locale.ROOT, "%s: %,d", what, count));
    }
  }

  private static void say(List<String> remarks, long count, String what, int items) {
    if (count > 0) {
      remarks.add(String.format(Locale.ROOT, "%s: %,d (different items: %,d)", what, count, items));
    }
  }

  /** The same for JSON. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("users", users);
    map.put("usersLeftOut", usersLeftOut);
    map.put("usersWithoutList", usersWithoutList);
    map.put("otherUsers", otherUsers);
    map.put("longLists", longLists);
    map.put("rows", rows);
    map.put("paddedRows", paddedRows);
    map.put("rowsOutside", rowsOutside);
    map.put("itemsOutside", itemsOutside);
    map.put("rowsSeen", rowsSeen);
    map.put("testPairsOutside", testPairsOutside);
    map.put("testItemsOutside", testItemsOutside);
    map.put("testPairsSeen", testPairsSeen);
    map.put("badRows", badRows.stream().map(b -> Map.<String, Object>of("kind", b.kind(), "count", b.count(), "firstLine", b.firstLine())).toList());
    return map;
  }
}
