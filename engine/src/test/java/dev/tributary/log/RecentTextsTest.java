package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
  @Test
  void everyTextIsRightWhateverWasMetBefore() {
    var random = new SplittableRandom(5);
    var texts = new RecentTexts(3); // eight places, so that most are taken again and again
    for (int n = 0; n < 20_000; n++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(new String[] {"a", "b", "\0", "ü", "你"}[random.nextInt(5)]);
      }
      byte[] bytes = ("before" + text + "behind it".substring(random.nextInt(10))).getBytes(StandardCharsets.UTF_8);
      int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
      assertThat(texts.text(bytes, 6, length)).isEqualTo(text.toString());
    }
  }

  @Test
  void anIdThatComesAgainIsTheSameString() {
    var texts = new RecentTexts(10);
    byte[] bytes = "user-1user-1and more behind".getBytes(StandardCharsets.US_ASCII);
    assertThat(texts.text(bytes, 0, 6)).isSameAs(texts.text(bytes, 6, 6));
  }
}
