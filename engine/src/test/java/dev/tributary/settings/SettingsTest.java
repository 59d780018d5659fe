package dev.tributary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  enum Shape {
    ROUND,
    SQUARE
  }

  record Sample(
      @Setting(value = "how many", min = 1, max = 10) int count,
      @Setting(value = "how strong", min = 0) double weight,
      @Setting("on or off") boolean active,
      @Setting("its shape") Shape shape) {}

  private final Settings<Sample> settings = Settings.of(new Sample(3, 0.5, true, Shape.ROUND));

  @Test
  void optionsHelpAndSchemaComeFromTheSameComponents() {
    assertThat(settings.describe()).extracting(Settings.Described::name).containsExactly("count", "weight", "active", "shape");
    assertThat(settings.describe()).extracting(Settings.Described::range).containsExactly("1..10", "0..", "true|false", "round|square");
    assertThat(settings.describe()).extracting(Settings.Described::defaultValue).containsExactly("3", "0.5", "true", "round");
    assertThat(settings.jsonSchema().get("properties").toString()).contains("count={type=integer, minimum=1, maximum=10, default=3, description=how many}");
    assertThat(settings.parse(Map.of("count", "7", "shape", "SQUARE"))).isEqualTo(new Sample(7, 0.5, true, Shape.SQUARE));
    assertThat(settings.toMap(new Sample(1, 2, false, Shape.SQUARE))).containsEntry("count", 1).containsEntry("shape", "square");
  }

  @Test
  void aMapReadBackGivesTheSameRecord() {
    var sample = new Sample(9, 1e-3, false, Shape.SQUARE);
    assertThat(settings.parse(settings.toMap(sample))).isEqualTo(sample);
  }

  @Test
  void mistakesAreNamedWithWhatIsAllowed() {
    assertThatThrownBy(() -> settings.parse(Map.of("coutn", 3))).hasMessageContaining("did you mean 'count'");
    assertThatThrownBy(() -> settings.parse(Map.of("count", 11))).hasMessage("count is 11, allowed 1..10");
    assertThatThrownBy(() -> settings.parse(Map.of("count", "many"))).hasMessage("count is 'many', must be a whole number in 1..10");
    assertThatThrownBy(() -> settings.parse(Map.of("weight", "NaN"))).hasMessage("weight is NaN, allowed 0..");
    assertThatThrownBy(() -> settings.parse(Map.of("active", "yes"))).hasMessage("active is 'yes', must be true or false");
    assertThatThrownBy(() -> settings.parse(Map.of("shape", "oval"))).hasMessage("shape is 'oval', must be one of round|square");
  }
}
