package dev.tributary.home;

import dev.tributary.live.LiveState;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A view of the log on disk: a bundle of kind {@code live}, replaced in one step. A start reads it and what the log has beyond it. Losing it
 * costs time only: one that is damaged is passed over, with a line that says so.
 */
final class Snapshot {
  private static final System.Logger LOG = System.getLogger(Snapshot.class.getName());
  private static final String KIND = "live";
  private static final int FORMAT = 2;

  private Snapshot() {}

  /** Writes a state in the place of the one before. */
  static void write(Path folder, LogView.State state) throws IOException {
    if (state.last().isEmpty()) {
      return; // nothing says whose log it is, and there is next to nothing to read
    }
    var columns = Tensors.builder().checksum();
    state.live().write(new ToTensors(columns));
    var ids = Tensors.builder().checksum().longs("young", LongColumn.copyOf(state.young())).longs("old", LongColumn.copyOf(state.old()));
    var last = state.last().get();
    var data = new TreeMap<String, Object>(Map.of("positive", state.positive(), "records", state.records(), "lastSequence", last.sequence(), "lastHash", last.hash()));
    new BundleWriter(KIND, FORMAT).data(data).tensors("view", columns.build()).tensors("ids", ids.build()).write(folder, Map.of());
  }

  /** The state in a folder, when there is one and it is whole. */
  static Optional<LogView.State> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      var bundle = Bundle.open(folder).expect(KIND, FORMAT);
      var view = bundle.tensors("view");
      var ids = bundle.tensors("ids");
      if (!view.check() || !ids.check()) { // of a version without checksums
        bundle.verify();
      }
      var data = bundle.data();
      return Optional.of(
          new LogView.State(
              LiveState.read(new FromTensors(view)),
              ids.longs("young").toArray(),
              ids.longs("old").toArray(),
              Optional.of(new LogView.Last(whole(data, "lastSequence"), whole(data, "lastHash"))),
              whole(data, "records"),
              (String) data.get("positive")));
    } catch (IOException | IllegalArgumentException | ClassCastException | NullPointerException e) { // whatever is wrong with it, the log has it all
      LOG.log(System.Logger.Level.WARNING, "the snapshot in " + folder + " cannot be used; the whole log is read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static long whole(Map<String, Object> data, String name) {
    return ((Number) data.get(name)).longValue();
  }

  private record ToTensors(Tensors.Builder tensors) implements LiveState.Sink {
    @Override
    public void ints(String name, IntColumn column) {
      tensors.ints(name, column);
    }

    @Override
    public void longs(String name, LongColumn column) {
      tensors.longs(name, column);
    }

    @Override
    public void bytes(String name, ByteColumn column) {
      tensors.bytes(name, column);
    }
  }

  private record FromTensors(Tensors tensors) implements LiveState.Source {
    @Override
    public Set<String> names() {
      return tensors.names();
    }

    @Override
    public IntColumn ints(String name) throws CorruptFileException {
      return tensors.ints(name);
    }

    @Override
    public LongColumn longs(String name) throws CorruptFileException {
      return tensors.longs(name);
    }

    @Override
    public ByteColumn bytes(String name) throws CorruptFileException {
      return tensors.bytes(name);
    }
  }
}
