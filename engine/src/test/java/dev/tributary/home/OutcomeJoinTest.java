package dev.tributary.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.home.OutcomeJoin.Outcome;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeJoinTest {
  private static final long DAY = 86_400_000L;

  @TempDir Path folder;

  // page r1 at time 1000000 for ann: 1. a (itemcf 3rd with 2.5), 2. b (nobody's)
  private static final Response PAGE = new Response("r1", "ann", "feed", "rel-1", 1_000_000,
      List.of(new Response.Shown("a", 0.9f, List.of(new Response.Found("itemcf", 3, 2.5f)), List.of(1f, 7f)), new Response.Shown("b", 0.1f, List.of(), List.of(2f, 8f))), List.of("age", "clicks"), List.of());

  private static LogRecord event(String id, Signal type, String user, String item, long time, String response) {
    return new LogRecord.OfEvent(new Event(id, type, user, item, time, response, 9, 0f, "", "", "", Map.of()));
  }

  @Test
  void anEventJoinsThePageThatItNames() throws IOException {
    var rows = new ArrayList<AttributedEvent>();
    Home.prepare(folder.resolve("home"), "a test");
    try (var home = Home.open(folder.resolve("home"), InstantSource.system())) {
      home.append(List.of(event("e0", Signal.CLICK, "ann", "a", 1_000_000, "r1"))); // the page comes only later
      home.record(PAGE);
      home.record(new Response("r2", "", "feed", "rel-1", 1_000_000, List.of(new Response.Shown("c", 0.5f, List.of(), List.of())), List.of(), List.of()));
      home.append(List.of(
          event("e1", Signal.IMPRESSION, "ann", "a", 1_000_100, "r1"),
          event("e2", Signal.CLICK, "ann", "b", Event.NO_TIME, "r1"),
          event("e3", Signal.CLICK, "ann", "z", 1_000_100, "r1"),
          event("e4", Signal.CLICK, "bob", "a", 1_000_100, "r1"),
          event("e5", Signal.CLICK, "ann", "a", 1_000_001 + DAY, "r1"),
          event("e6", Signal.CLICK, "ann", "a", 1_000_000 + DAY, "r1"),
          event("e7", Signal.CLICK, "ann", "a", 939_999, "r1"),
          event("e8", Signal.CLICK, "ann", "a", 1_000_100, ""),
          event("e9", Signal.CLICK, "bob", "c", 1_000_100, "r2"),
          event("e1", Signal.IMPRESSION, "ann", "a", 1_000_100, "r1"))); // sent again
    }
    var counts = OutcomeJoin.read(folder.resolve("home"), rows::add);
    assertThat(counts).isEqualTo(Map.of(Outcome.ATTRIBUTED, 4L, Outcome.UNNAMED, 1L, Outcome.UNKNOWN_RESPONSE, 1L, Outcome.OTHER_ITEM, 1L, Outcome.OTHER_USER, 1L, Outcome.OUT_OF_TIME, 2L));
    assertThat(rows).extracting(row -> row.event().id()).containsExactly("e1", "e2", "e6", "e9");
    assertThat(rows).extracting(AttributedEvent::position).containsExactly(1, 2, 1, 1);
    assertThat(rows.getFirst()).isEqualTo(new AttributedEvent(((LogRecord.OfEvent) event("e1", Signal.IMPRESSION, "ann", "a", 1_000_100, "r1")).event(), 1, 0.9f,
        List.of(new Response.Found("itemcf", 3, 2.5f)), "feed", "rel-1", 1_000_000, List.of("age", "clicks"), List.of(1f, 7f)));
    assertThat(OutcomeJoin.read(folder.resolve("home"), _ -> {}, 1)).as("r2 drove r1 out").containsEntry(Outcome.ATTRIBUTED, 1L);
  }

  @Test
  void furtherPagesOfAResponseGoOnWhereTheOneBeforeEnded() throws IOException {
    var rows = new ArrayList<AttributedEvent>();
    Home.prepare(folder.resolve("home"), "a test");
    try (var home = Home.open(folder.resolve("home"), InstantSource.system())) {
      home.record(PAGE);
      home.record(new Response("r1", "ann", "feed", "rel-1", 1_005_000, List.of(new Response.Shown("c", 0.05f, List.of(), List.of(3f, 9f))), List.of("age", "clicks"), List.of()));
      home.append(List.of(event("e1", Signal.CLICK, "ann", "b", 1_006_000, "r1"), event("e2", Signal.CLICK, "ann", "c", 1_006_000, "r1")));
    }
    OutcomeJoin.read(folder.resolve("home"), rows::add);
    assertThat(rows).extracting(AttributedEvent::position).containsExactly(2, 3);
  }

  @Test
  void anErasedUsersPagesAndEventsAreNoRows() throws IOException {
    Home.prepare(folder.resolve("home"), "a test");
    try (var home = Home.open(folder.resolve("home"), InstantSource.system())) {
      home.record(PAGE);
      home.append(List.of(event("e1", Signal.CLICK, "ann", "a", 1_000_100, "r1")));
      home.erase("ann");
      home.append(List.of(event("e2", Signal.CLICK, "ann", "a", 1_000_200, "r1")));
    }
    assertThat(OutcomeJoin.read(folder.resolve("home"), _ -> {})).isEqualTo(Map.of(Outcome.UNKNOWN_RESPONSE, 1L));
  }
}
