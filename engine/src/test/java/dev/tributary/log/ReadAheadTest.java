package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.log.EventLog.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final LogRecord RECORD = new LogRecord.OfEvent(Event.of(Signal.CLICK, "u", "i", 1));

  @Test
  void recordsAndDamagesComeInTheirOrderAndTheResultLast() throws IOException {
    for (int records : new int[] {0, 1, 4095, 4096, 4097, 50_000}) {
      var met = new ArrayList<Long>();
      var damages = new ArrayList<String>();
      long result =
          ReadAhead.<Long>run(
              (visitor, reports) -> {
                for (long n = 0; n < records; n++) {
                  visitor.visit(n, RECORD);
                  if (n == 5000) {
                    reports.damaged(new Damage(Path.of("x"), 5001, 5001, "why"));
                  }
                }
                return 77L;
              },
              (sequence, _) -> met.add(sequence),
              damage -> damages.add(damage.reason() + " after " + met.size()));
      assertThat(result).isEqualTo(77);
      assertThat(met).isEqualTo(LongStream.range(0, records).boxed().toList());
      assertThat(damages).isEqualTo(records > 5000 ? List.of("why after 5001") : List.of());
    }
  }

  @Test
  void aFailureComesAfterTheRecordsBeforeIt() {
    var met = new ArrayList<Long>();
    assertThatThrownBy(
            () ->
                ReadAhead.run(
                    (visitor, _) -> {
                      for (long n = 0; n < 6000; n++) {
                        visitor.visit(n, RECORD);
                      }
                      throw new IOException("disk");
                    },
                    (sequence, _) -> met.add(sequence),
                    _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("disk");
    assertThat(met).hasSize(6000);
  }

  @Test
  void aVisitorThatFailsEndsTheReader() {
    var threads = new ArrayList<Thread>();
    assertThatThrownBy(
            () ->
                ReadAhead.run(
                    (visitor, _) -> {
                      threads.add(Thread.currentThread());
                      for (long n = 0; ; n++) {
                        visitor.visit(n, RECORD);
                      }
                    },
                    (sequence, _) -> {
                      if (sequence == 9000) {
                        throw new IllegalStateException("full");
                      }
                    },
                    _ -> {}))
        .hasMessage("full");
    assertThat(threads.getFirst().isAlive()).isFalse();
  }
}
