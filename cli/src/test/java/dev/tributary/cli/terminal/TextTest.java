package dev.tributary.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void aHanCharacterTakesTwoColumns() {
    assertThat(Text.width("ab")).isEqualTo(2);
    assertThat(Text.width("推荐a")).isEqualTo(5);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
  }

  @Test
  void whatIsTooWideIsCutWithAnEllipsis() {
    assertThat(Text.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Text.cut("abcdef", 5)).isEqualTo("abcd…");
    assertThat(Text.cut("推荐系统", 6)).isEqualTo("推荐…");
  }

  @Test
  void aMessageCannotSteerTheTerminal() {
    assertThat(Text.message("a\u001b[31mb\u0000\u202e")).isEqualTo("a\\u001b[31mb\\u0000\\u202e");
    assertThat(Text.message("x".repeat(10_000))).hasSize(2001);
  }

  @Test
  void numbersAreShort() {
    assertThat(Text.count(1234567)).isEqualTo("1,234,567");
    assertThat(Text.seconds(0.44)).isEqualTo("0.4 s");
    assertThat(Text.seconds(59.7)).isEqualTo("1 min 0 s");
    assertThat(Text.seconds(7640)).isEqualTo("2 h 7 min");
    assertThat(Text.bytes(3_400_000)).isEqualTo("3.4 MB");
  }

  @Test
  void aTableLinesUpNumbersOnTheRight() {
    var table = new Table("name", "n").row("itemcf", 5).row("热门", 12);
    assertThat(table.plain())
        .isEqualTo(
            """
            name     n
            ----------
            itemcf   5
            热门    12
            """);
    assertThat(table.markdown()).isEqualTo("| name | n |\n| --- | ---: |\n| itemcf | 5 |\n| 热门 | 12 |\n");
    assertThatThrownBy(() -> table.row("one")).hasMessage("row has 1 cells, the table has 2 columns");
  }
}
