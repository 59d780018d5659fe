package dev.tributary.retrieval.usercf;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;

/**
 * Who likes what, in both directions, without the users' ids. Users are rows 0, 1, 2, … in the order of ties of their ids, so that
 * equally similar users are cut in that order.
 *
 * <p>In a bundle: {@code items.safetensors} has the vocabulary {@code items}; {@code tastes.safetensors} has {@code user.starts} (int64, users + 1
 * numbers), {@code user.items} (int32) and {@code user.likes} (float32) of the users' rows, oldest interest first; {@code
 * user.norms} (float32); {@code item.starts} (int64, items + 1), {@code item.users} (int32, ascending) and {@code item.likes} (float32)
 * of the items' rows, which a cap may have cut; {@code item.weights} (float32: what a common item counts) and {@code item.popularity}
 * (int32: users before the cap).
 *
 * <p>Followed authors are laid out likewise, as {@code authors} and {@code follows}: then an author stands where an item does, and every like is 1.
 *
 * <p>Immutable; off the heap or mapped.
 */
record Tastes(Vocabulary items, Rows users, FloatColumn norms, Rows postings, FloatColumn weights, IntColumn popularity) {

  /** Compressed rows of (column, like). */
  record Rows(LongColumn starts, IntColumn columns, FloatColumn likes) {
    long start(int row) {
      return starts.get(row);
    }

    long end(int row) {
      return starts.get(row + 1L);
    }

    int count() {
      return Math.toIntExact(starts.size() - 1);
    }
  }

  void write(BundleWriter bundle, String ids, String table) {
    bundle.tensors(ids, Tensors.builder().vocabulary(ids, items).build());
    bundle.tensors(
        table,
        Tensors.builder()
            .longs("user.starts", users.starts)
            .ints("user.items", users.columns)
            .floats("user.likes", users.likes)
            .floats("user.norms", norms)
            .longs("item.starts", postings.starts)
            .ints("item.users", postings.columns)
            .floats("item.likes", postings.likes)
            .floats("item.weights", weights)
            .ints("item.popularity", popularity)
            .build());
  }

  static Tastes read(Bundle bundle, String ids, String table) throws IOException {
    var items = bundle.tensors(ids).vocabulary(ids);
    var file = bundle.tensors(table);
    var norms = file.floats("user.norms");
    var users = rows(bundle, table, "user", new Rows(file.longs("user.starts"), file.ints("user.items"), file.floats("user.likes")), norms.size());
    var postings = rows(bundle, table, "item", new Rows(file.longs("item.starts"), file.ints("item.users"), file.floats("item.likes")), items.size());
    var tastes = new Tastes(items, users, norms, postings, file.floats("item.weights"), file.ints("item.popularity"));
    check(bundle, table, tastes.weights.size() == items.size() && tastes.popularity.size() == items.size(), "the items' weights do not fit " + items.size() + " items");
    return tastes;
  }

  private static Rows rows(Bundle bundle, String table, String name, Rows rows, long count) throws CorruptFileException {
    boolean fits = rows.starts.size() == count + 1 && rows.starts.get(0) == 0;
    for (long row = 0; fits && row < count; row++) {
      fits = rows.starts.get(row) <= rows.starts.get(row + 1);
    }
    check(
        bundle,
        table,
        fits && rows.starts.get(count) == rows.columns.size() && rows.likes.size() == rows.columns.size(),
        "the rows of '" + name + ".starts' do not fit " + count + " rows and their entries");
    return rows;
  }

  private static void check(Bundle bundle, String table, boolean holds, String reason) throws CorruptFileException {
    if (!holds) {
      throw new CorruptFileException(bundle.folder().resolve(table + ".safetensors"), -1, reason);
    }
  }
}
