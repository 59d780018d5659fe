package dev.tributary.feature;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@link WindowedRates} as they were at one instant, by id: what serving reads until the next training. Who is not among the ids has the priors. In a bundle, a file has the vocabulary {@code ids} and
 * {@code rates}, float32 [ids + 1, {@link WindowedRates#WIDTH}], the priors last. Immutable.
 */
public final class RateTable {
  private static final String IDS = "ids";
  private static final String RATES = "rates";

  private final Vocabulary ids;
  private final float[] rates;

  RateTable(Vocabulary ids, float[] rates) {
    this.ids = ids;
    this.rates = rates;
  }

  /** A row, and what its rates were under these names. */
  public Row row(Row base, RateFields names, String id) {
    int known = ids.indexOf(id);
    var own = new float[WindowedRates.WIDTH];
    System.arraycopy(rates, (known < 0 ? ids.size() : known) * own.length, own, 0, own.length);
    return new RateRow(base, names, own);
  }

  /** Puts it into a bundle under a name. */
  public void write(BundleWriter bundle, String name) {
    bundle.tensors(name, Tensors.builder().vocabulary(IDS, ids).floats(RATES, FloatColumn.copyOf(rates), WindowedRates.WIDTH).build());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CorruptFileException when the file's parts do not fit together
   */
  public static RateTable read(Bundle bundle, String name) throws IOException {
    var file = bundle.tensors(name);
    var ids = file.vocabulary(IDS);
    var rates = file.floats(RATES).toArray();
    Path path = bundle.folder().resolve(name + ".safetensors");
    if (rates.length != (ids.size() + 1L) * WindowedRates.WIDTH) {
      throw new CorruptFileException(path, -1, rates.length + " rates for " + ids.size() + " ids and the priors, " + WindowedRates.WIDTH + " each");
    }
    for (float rate : rates) {
      if (!Float.isFinite(rate)) {
        throw new CorruptFileException(path, -1, "a rate is " + rate);
      }
    }
    return new RateTable(ids, rates);
  }
}
