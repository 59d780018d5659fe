package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XxHash64Test {
  @Test
  void agreesWithPublishedValues() {
    assertThat(XxHash64.hash("")).isEqualTo(0xef46db3751d8e999L);
    assertThat(XxHash64.hash("a")).isEqualTo(0xd24ec4f1a98c6e5bL);
    assertThat(XxHash64.hash("abc")).isEqualTo(0x44bc2cf5ad770999L);
    // longer than 32 bytes, from the reference program: xxhsum -H64
    assertThat(XxHash64.hash("Nobody inspects the spammish repetition")).isEqualTo(0xfbcea83c8a378bf1L);
  }

  @Test
  void aSliceHashesLikeItsCopy() {
    byte[] bytes = "0123456789012345678901234567890123456789xyz".getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= 40; length++) {
      byte[] copy = java.util.Arrays.copyOfRange(bytes, 3, 3 + length);
      assertThat(XxHash64.hash(bytes, 3, length, 0)).isEqualTo(XxHash64.hash(copy, 0, length, 0));
    }
  }
}
