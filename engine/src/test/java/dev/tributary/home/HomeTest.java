package dev.tributary.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.log.LogRecord;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    Home.prepare(folder.resolve("home"), "a test");
  }

  private Home open() throws IOException {
    return Home.open(folder.resolve("home"), InstantSource.system());
  }

  private static LogRecord click(String id, String user, String item) {
    return new LogRecord.OfEvent(Event.of(Signal.CLICK, user, item, 1000).withId(id));
  }

  @Test
  void anEventCountsOnceAlsoAfterARestart() throws IOException {
    try (var home = open()) {
      home.append(List.of(click("e1", "ann", "a"), click("", "ann", "b")));
    }
    try (var home = open()) {
      assertThat(home.records()).isEqualTo(2);
      assertThat(home.append(List.of(click("e1", "ann", "a"), click("", "ann", "b"), click("e2", "ann", "a"))).duplicates()).containsExactly(0, 1);
      assertThat(home.live().count(home.live().catalog().itemIndex("a"), Signal.CLICK)).isEqualTo(2);
      assertThat(home.trainingData(InterestRule.DEFAULT).interactions().size()).isEqualTo(3);
    }
  }

  @Test
  void anEventWithNeitherIdNorTimeIsRefused() throws IOException {
    try (var home = open()) {
      var event = new LogRecord.OfEvent(Event.of(Signal.CLICK, "ann", "a", Event.NO_TIME));
      assertThatThrownBy(() -> home.append(List.of(event))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("neither id nor time");
      assertThat(home.records()).isZero();
    }
  }

  @Test
  void theSecondWriterIsRefusedAndTheFirstOnesRecordsAreReadWhenItIsGone() throws IOException {
    try (var second = open()) {
      try (var first = open()) {
        first.append(List.of(click("e1", "ann", "a")));
        assertThatThrownBy(second::claim).isInstanceOf(FileSystemException.class).hasMessageContaining("is held by process " + ProcessHandle.current().pid());
      }
      second.append(List.of(click("e2", "ann", "b"), click("e1", "ann", "a")));
      assertThat(second.records()).isEqualTo(2);
      assertThat(second.live().hasSeen(second.live().catalog().userIndex("ann"), second.live().catalog().itemIndex("a"))).isTrue();
    }
  }
}
