package dev.tributary.bench;

import dev.tributary.home.Channels;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.Trainer;
import dev.tributary.settings.Settings;
import java.util.Arrays;
import java.util.HashMap;

/** A channel and its settings in one word: {@code twotower:history=20:overTime=items/authors}, where / stands for a comma. */
final class TrainerText {
  private TrainerText() {}

  /** The trainer of the channel that the text names. */
  static Trainer<?> trainer(String text) {
    return trainer(Channels.named(text.split(":")[0]), text);
  }

  private static <C extends Record> Trainer<?> trainer(ChannelKind<C> kind, String text) {
    return kind.trainer(settings(kind, text));
  }

  /** A kind's defaults with the settings of the text. */
  static <C extends Record> C settings(ChannelKind<C> kind, String text) {
    var settings = new HashMap<String, String>();
    Arrays.stream(text.split(":")).skip(1).forEach(setting -> settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1].replace('/', ',')));
    return Settings.of(kind.defaults()).parse(settings);
  }
}
