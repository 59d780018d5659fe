package dev.tributary.ann.files;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.flat.Flat;
import dev.tributary.ann.hnsw.Hnsw;
import dev.tributary.ann.ivf.Ivf;
import java.util.List;
import java.util.stream.Collectors;

/** All kinds of index: a new one is one line here and, when it has a file, one in {@link IndexFiles}. */
public final class IndexKinds {
  private static final List<IndexKind<?>> ALL = List.of(Flat.KIND, Hnsw.KIND, Ivf.KIND);

  private IndexKinds() {}

  public static List<IndexKind<?>> all() {
    return ALL;
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static IndexKind<?> named(String name) {
    var found = ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    require(found.isPresent(), "type is '%s', must be one of %s", name, ALL.stream().map(IndexKind::name).collect(Collectors.joining(" ")));
    return found.orElseThrow();
  }
}
