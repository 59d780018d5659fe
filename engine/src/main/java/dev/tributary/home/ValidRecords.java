package dev.tributary.home;

import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.log.RecentIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;

/** The records of a log that count: each event once, and nothing that an erasure or a take-back made void. */
final class ValidRecords {
  private ValidRecords() {}

  /**
   * Gives them to a visitor in their order; what cannot be read is passed over. Reads the log twice, since these
   * come after what they make void.
   */
  static void read(Path log, EventLog.Visitor visitor) throws IOException {
    var erasures = new HashMap<String, Long>();
    var takenBack = new HashMap<String, Long>();
    EventLog.open(log)
        .replay(
            0,
            (sequence, entry) -> {
              if (entry instanceof LogRecord.OfErasure(var user)) {
                erasures.put(user, sequence);
              } else if (entry instanceof LogRecord.OfTakeBack(var event, _)) {
                takenBack.put(event, sequence);
              }
            },
            _ -> {});
    var met = new RecentIds();
    EventLog.open(log)
        .replay(
            0,
            (sequence, entry) -> {
              String user =
                  switch (entry) {
                    case LogRecord.OfEvent(var event) -> event.user();
                    case LogRecord.OfUser(var of) -> of.id();
                    case LogRecord.OfResponse(var response) -> response.user();
                    case LogRecord.OfItem _, LogRecord.OfErasure _, LogRecord.OfTakeBack _ -> "";
                  };
              boolean isVoid = !user.isEmpty() && erasures.getOrDefault(user, -1L) > sequence;
              boolean again = entry instanceof LogRecord.OfEvent(var event) && !met.add(event.id());
              isVoid |= entry instanceof LogRecord.OfErasure || entry instanceof LogRecord.OfTakeBack;
              isVoid |= entry instanceof LogRecord.OfEvent(var event) && takenBack.getOrDefault(event.id(), -1L) > sequence;
              if (!isVoid && !again) {
                visitor.visit(sequence, entry);
              }
            },
            _ -> {});
  }
}
