package dev.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir Path folder;

  private static final Interests HISTORY = Interests.of(Interactions.parse("ann A B; bob A B C; cat A C 😀"), InterestRule.DEFAULT);

  static BundleWriter writer() {
    return new BundleWriter("itemcf", 2)
        .settings(Map.of("topK", 100, "shrink", 0.5, "preset", "course", "binary", true))
        .data(Map.of("rows", 8L, "rule", "default"))
        .seed(42)
        .figure("entries", 3L)
        .figure("loss", 0.25)
        .tensors("history", Tensors.builder().interests(HISTORY).build())
        .tensors("items", Tensors.builder()
            .vocabulary("items", Vocabulary.of(List.of("b", "a", "物品", "")))
            .ints("neighbors", IntColumn.copyOf(new int[] {3, 1, 2}))
            .floats("vectors", FloatColumn.copyOf(new float[] {1, 2, 3, 4, 5, 6}), 3)
            .build());
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    String sha = writer().write(folder.resolve("m"), Map.of("threads", 2));
    var bundle = Bundle.open(folder.resolve("m")).expect("itemcf", 2);
    assertThat(bundle.kind()).isEqualTo("itemcf");
    assertThat(bundle.formatVersion()).isEqualTo(2);
    assertThat(bundle.seed()).isEqualTo(42);
    assertThat(bundle.version()).isEqualTo(Manifest.VERSION);
    assertThat(bundle.sha256()).isEqualTo(sha).hasSize(64);
    assertThat(bundle.settings()).isEqualTo(Map.of("topK", 100L, "shrink", 0.5, "preset", "course", "binary", true));
    assertThat(bundle.data()).isEqualTo(Map.of("rows", 8L, "rule", "default"));
    assertThat(bundle.figures()).isEqualTo(Map.of("entries", 3L, "loss", 0.25));
    assertThat(bundle.has("items")).isTrue();
    assertThat(bundle.has("users")).isFalse();
    var items = bundle.tensors("items");
    assertThat(items.names()).containsExactly("items.offsets", "items.ties", "neighbors", "vectors", "items.bytes");
    assertThat(items.ints("neighbors").toArray()).containsExactly(3, 1, 2);
    assertThat(items.floats("vectors").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(items.shape("vectors")).containsExactly(2L, 3L);
    assertThat(items.vocabulary("items").indexOf("物品")).isEqualTo(3);
    bundle.verify();
  }

  @Test
  void interestsComeBackWithBothVocabularies() throws IOException {
    writer().write(folder.resolve("m"), Map.of());
    var read = Bundle.open(folder.resolve("m")).tensors("history").interests();
    assertThat(read.timed()).isFalse();
    assertThat(read.users().indexOf("bob")).isEqualTo(1);
    assertThat(read.items().id(3)).isEqualTo("😀");
    assertThat(read.size()).isEqualTo(HISTORY.size());
    for (long entry = 0; entry < read.size(); entry++) {
      assertThat(read.item(entry)).isEqualTo(HISTORY.item(entry));
      assertThat(read.like(entry)).isEqualTo(HISTORY.like(entry));
      assertThat(read.time(entry)).isEqualTo(HISTORY.time(entry));
    }
  }

  @Test
  void theSameContentHasTheSameSha256WhateverTheRunSaid() throws IOException {
    String first = writer().write(folder.resolve("a"), Map.of("clock", 1));
    String second = writer().write(folder.resolve("b"), Map.of("clock", 2));
    assertThat(second).isEqualTo(first);
    for (String file : List.of("manifest.json", "items.safetensors", "history.safetensors")) {
      assertThat(folder.resolve("b").resolve(file)).hasSameBinaryContentAs(folder.resolve("a").resolve(file));
    }
    assertThat(writer().seed(43).write(folder.resolve("c"), Map.of())).isNotEqualTo(first);
  }

  @Test
  void theOrderOfAMapChangesNothing() {
    var forward = new java.util.LinkedHashMap<String, Object>();
    var backward = new java.util.LinkedHashMap<String, Object>();
    for (int n = 0; n < 20; n++) {
      forward.put("k" + n, Map.of("x", n));
      backward.put("k" + (19 - n), Map.of("x", 19 - n));
    }
    assertThat(Json.canonical(forward)).isEqualTo(Json.canonical(backward));
  }

  @Test
  void onlyABundleIsReplaced() throws IOException {
    Path target = folder.resolve("m");
    writer().write(target, Map.of());
    String second = writer().seed(7).write(target, Map.of());
    assertThat(Bundle.open(target).sha256()).isEqualTo(second);
    assertThat(names(folder)).containsExactly("m");

    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(photos.resolve("cat.jpg"), "cat");
    assertThatThrownBy(() -> writer().write(photos, Map.of())).isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("is no bundle");
    Files.writeString(photos.resolve("manifest.json"), "{\"name\": \"a web app\"}");
    assertThatThrownBy(() -> writer().write(photos, Map.of())).isInstanceOf(FileAlreadyExistsException.class);
    Path text = Files.writeString(folder.resolve("text"), "keep me");
    assertThatThrownBy(() -> writer().write(text, Map.of())).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(text).hasContent("keep me");
    assertThat(names(folder)).containsExactly("m", "photos", "text");
  }

  @Test
  void whatIsNoBundleIsRefusedByNameAndReason() throws IOException {
    assertThatThrownBy(() -> Bundle.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class).hasMessageContaining("no such bundle");
    assertThatThrownBy(() -> Bundle.open(folder)).isInstanceOf(CorruptFileException.class).hasMessageContaining("it has no manifest.json");
    Path text = Files.writeString(folder.resolve("text"), "hello");
    assertThatThrownBy(() -> Bundle.open(text)).isInstanceOf(CorruptFileException.class).hasMessageContaining("not a folder");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("manifest.json"), "{\"name\": \"a web app\"}");
    assertThatThrownBy(() -> Bundle.open(other)).isInstanceOf(CorruptFileException.class).hasMessageContaining("'layout' is missing");
  }

  @Test
  void aNewerLayoutOrFormatSaysWhatToDo() throws IOException {
    writer().write(folder.resolve("m"), Map.of());
    var bundle = Bundle.open(folder.resolve("m"));
    assertThatThrownBy(() -> bundle.expect("itemcf", 1)).hasMessageContaining("in format 2").hasMessageContaining("reads 1..1").hasMessageContaining("train it again");
    assertThatThrownBy(() -> bundle.expect("swing", 2)).hasMessageContaining("of kind itemcf, must be swing");
    Path manifest = folder.resolve("m/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("\"layout\": 1", "\"layout\": 9").replace(Manifest.VERSION, "9.1.0"));
    assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).isInstanceOf(CorruptFileException.class).hasMessageContaining("layout 9").hasMessageContaining("(9.1.0)");
  }

  @Test
  void aFileCutAtAnyPlaceOrMissingIsRefused() throws IOException {
    writer().write(folder.resolve("m"), Map.of());
    for (String name : List.of("items.safetensors", "manifest.json")) {
      Path file = folder.resolve("m").resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += 5) {
        Files.write(file, java.util.Arrays.copyOf(whole, length));
        if (!name.equals("manifest.json") || length < whole.length - 1) { // the last byte is a line feed
          assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).isInstanceOf(CorruptFileException.class).hasMessageContaining(name);
        }
      }
      Files.delete(file);
      assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).isInstanceOf(CorruptFileException.class);
      Files.write(file, whole);
    }
    Bundle.open(folder.resolve("m")).verify();
  }

  @Test
  void everyFlippedBitIsFoundByOpenOrVerify() throws IOException {
    writer().write(folder.resolve("m"), Map.of());
    String sha = Bundle.open(folder.resolve("m")).sha256();
    for (String name : List.of("items.safetensors", "manifest.json")) {
      Path file = folder.resolve("m").resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int bit = 0; bit < whole.length * 8; bit += 37) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, flipped);
        boolean found;
        try {
          var bundle = Bundle.open(folder.resolve("m"));
          bundle.verify();
          found = !bundle.sha256().equals(sha); // a changed manifest is another bundle
        } catch (CorruptFileException e) {
          found = true;
        }
        assertThat(found).as("bit %d of %s", bit, name).isTrue();
      }
      Files.write(file, whole);
    }
  }

  @Test
  void idsAndHeadersAreCheckedAtOpening() throws IOException {
    writer().write(folder.resolve("m"), Map.of());
    Path file = folder.resolve("m/items.safetensors");
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length - 1] ^= 1; // the last byte of the last id
    Files.write(file, whole);
    assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).hasMessageContaining("the ids 'items' differ from their checksum");
  }

  @Test
  void whatJsonCannotHoldIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertThatThrownBy(() -> writer().figure("loss", Double.NaN)).isInstanceOf(IllegalArgumentException.class).hasMessage("figure loss is NaN, must be finite");
    assertThatThrownBy(() -> writer().settings(Map.of("x", new int[0])).write(folder.resolve("m"), Map.of())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("settings.x");
    var withNull = new HashMap<String, Object>();
    withNull.put("x", null);
    assertThatThrownBy(() -> writer().write(folder.resolve("m"), withNull)).isInstanceOf(IllegalArgumentException.class).hasMessage("x is null");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void theVersionIsThatOfTheProject() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + Manifest.VERSION + "</version>");
  }

  static List<String> names(Path folder) throws IOException {
    try (var children = Files.list(folder)) {
      return new ArrayList<>(children.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }
}
