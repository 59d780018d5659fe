package dev.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.data.Vocabulary;
import dev.tributary.disk.Disk;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorsTest {
  @TempDir Path folder;

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8), header.getBytes(StandardCharsets.UTF_8).length, dataBytes);
  }

  private Path file(byte[] header, long length, int dataBytes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    bytes.writeBytes(header);
    bytes.writeBytes(new byte[dataBytes]);
    return Files.write(folder.resolve("x.safetensors"), bytes.toByteArray());
  }

  private Path write(Tensors tensors) throws IOException {
    Path file = folder.resolve("x.safetensors");
    Files.deleteIfExists(file);
    TensorFile.write(Disk.REAL, file, tensors.header(), Manifest.sha256());
    return file;
  }

  private static Tensors sample() {
    return Tensors.builder()
        .bytes("b", ByteColumn.copyOf(new byte[] {1, 2, 3}))
        .floats("z", FloatColumn.copyOf(new float[] {1.5f, -0f, Float.NaN, 4, 5, 6}), 2)
        .ints("a", IntColumn.copyOf(new int[] {7, -1}))
        .longs("l", LongColumn.copyOf(new long[] {Long.MIN_VALUE}))
        .ints("none", IntColumn.allocate(0))
        .build();
  }

  @Test
  void theFileIsAsTheFormatSays() throws IOException {
    byte[] bytes = Files.readAllBytes(write(sample()));
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat((8 + length) % 64).isZero();
    String header = new String(bytes, 8, (int) length, StandardCharsets.UTF_8).stripTrailing();
    assertThat(header)
        .isEqualTo(
            "{\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[8,16]},"
                + "\"none\":{\"dtype\":\"I32\",\"shape\":[0],\"data_offsets\":[16,16]},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[16,40]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[40,43]}}");
    assertThat(bytes).hasSize((int) (8 + length + 43));
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 3, bytes.length)).containsExactly(1, 2, 3);
  }

  @Test
  void columnsComeBackMappedAndReadOnly() throws IOException {
    var read = Tensors.open(write(sample()));
    assertThat(read.longs("l").toArray()).containsExactly(Long.MIN_VALUE);
    assertThat(read.ints("a").toArray()).containsExactly(7, -1);
    assertThat(read.ints("none").size()).isZero();
    assertThat(read.floats("z").toArray()).containsExactly(1.5f, -0f, Float.NaN, 4, 5, 6);
    assertThat(read.shape("z")).containsExactly(3L, 2L);
    assertThat(read.bytes("b").toArray()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> read.ints("a").set(0, 1)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> read.ints("A")).isInstanceOf(CorruptFileException.class).hasMessageContaining("no column 'A'; it has l a none z b");
    assertThatThrownBy(() -> read.longs("a")).isInstanceOf(CorruptFileException.class).hasMessageContaining("is I32, must be I64");
    assertThat(Tensors.open(write(Tensors.builder().build())).names()).isEmpty();
  }

  @Test
  void theOrderInWhichColumnsWereGivenChangesNothing() throws IOException {
    var ids = Vocabulary.of(List.of("x", "y"));
    byte[] one = Files.readAllBytes(write(Tensors.builder().vocabulary("items", ids).ints("a", IntColumn.allocate(3)).build()));
    byte[] two = Files.readAllBytes(write(Tensors.builder().ints("a", IntColumn.allocate(3)).vocabulary("items", ids).build()));
    assertThat(one).isEqualTo(two);
  }

  @Test
  void aChecksumFindsDamageInAnyArray() throws IOException {
    assertThat(Tensors.open(write(sample())).check()).as("nothing to compare with").isFalse();
    var columns = Tensors.builder().checksum().ints("a", IntColumn.copyOf(new int[] {1, 2, 3})).longs("b", LongColumn.copyOf(new long[] {4, 5})).build();
    Path file = write(columns);
    assertThat(Tensors.open(file).check()).isTrue();
    assertThat(columns.check()).isTrue();
    byte[] good = Files.readAllBytes(file);
    for (int at = good.length - 28; at < good.length; at++) { // the arrays
      byte[] damaged = good.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThatThrownBy(() -> Tensors.open(file).check()).isInstanceOf(CorruptFileException.class).hasMessageContaining("its arrays differ from their checksum");
    }
  }

  @Test
  void badColumnsAreRefusedAtTheDoor() {
    var columns = Tensors.builder().ints("a", IntColumn.allocate(1));
    assertThatThrownBy(() -> columns.longs("a", LongColumn.allocate(1))).isInstanceOf(IllegalArgumentException.class).hasMessage("there are two columns 'a'");
    assertThatThrownBy(() -> columns.ints("", IntColumn.allocate(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> columns.ints("__metadata__", IntColumn.allocate(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> columns.floats("m", FloatColumn.allocate(7), 2)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("rows of 2");
  }

  @Test
  void headersThatLieAreRefused() throws IOException {
    var lies =
        Map.ofEntries(
            Map.entry("[]", "not a JSON object"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}} x", "JSON"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"I32\",\"shape\":[0],\"data_offsets\":[8,8]}}", "Duplicate"),
            Map.entry("{\"a\":{\"dtype\":\"I33\",\"shape\":[2],\"data_offsets\":[0,8]}}", "unknown dtype 'I33'"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "shape [3] of I32 but 8 bytes"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "end at 4"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "begins at 4"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "begins at 4"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[4],\"data_offsets\":[0,16]}}", "of 8 bytes"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[8,0]}}", "8..0"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", "negative"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[4611686018427387906],\"data_offsets\":[0,8]}}", "shape"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[4294967296,4294967296,0],\"data_offsets\":[0,8]}}", "shape"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[99999999999999999999999],\"data_offsets\":[0,8]}}", "JSON"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", "whole numbers"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}", "up to 8"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2]}}", "needs dtype"),
            Map.entry("{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8],\"extra\":1}}", "unknown field 'extra'"),
            Map.entry("{\"a\":7}", "not described by an object"),
            Map.entry("{\"__metadata__\":{\"k\":7}}", "metadata 'k' is not text"));
    for (var lie : lies.entrySet()) {
      Path file = file(lie.getKey(), 8);
      assertThatThrownBy(() -> Tensors.open(file)).as(lie.getKey()).isInstanceOf(CorruptFileException.class).hasMessageContaining("x.safetensors").hasMessageContaining(lie.getValue());
    }
  }

  @Test
  void headerLengthsThatLieAreRefusedBeforeAnythingIsRead() throws IOException {
    for (long length : new long[] {-1, 0, 1, 19, 1000, 1L << 30, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Path file = file("{}        ".getBytes(StandardCharsets.UTF_8), length, 8);
      assertThatThrownBy(() -> Tensors.open(file)).as("%d", length).isInstanceOf(CorruptFileException.class).hasMessageContaining("names a header of");
    }
    for (int size = 0; size < 10; size++) {
      Path file = Files.write(folder.resolve("short"), new byte[size]);
      assertThatThrownBy(() -> Tensors.open(file)).isInstanceOf(CorruptFileException.class).hasMessageContaining("too few");
    }
    assertThatThrownBy(() -> Tensors.open(folder)).isInstanceOf(CorruptFileException.class).hasMessageContaining("no regular file");
    assertThatThrownBy(() -> Tensors.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void fuzzedFilesAreRefusedOrReadWithoutAnyOtherFailure() throws IOException {
    byte[] original = Files.readAllBytes(write(sample()));
    long seed = System.nanoTime();
    var random = new Random(seed);
    Path file = folder.resolve("fuzz.safetensors");
    for (int round = 0; round < 1500; round++) {
      byte[] bytes = original.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(3) == 0 ? random.nextInt(8) : 8 + random.nextInt(300);
        bytes[at] = random.nextBoolean() ? (byte) "0123456789[]{},:\"-eE. IFU".charAt(random.nextInt(25)) : (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      Files.write(file, bytes);
      try {
        var read = Tensors.open(file);
        long total = 0;
        for (String name : read.names()) {
          assertThat(read.shape(name)).allSatisfy(n -> assertThat(n).isNotNegative());
          total += size(read, name);
        }
        assertThat(total).as("seed %d round %d", seed, round).isLessThanOrEqualTo(bytes.length);
      } catch (CorruptFileException e) {
        assertThat(e).hasMessageContaining("fuzz.safetensors");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  private static long size(Tensors tensors, String name) {
    try {
      return tensors.bytes(name).size();
    } catch (CorruptFileException e) {
      return 0; // of another type
    }
  }

  @Test
  void fuzzedManifestsAreRefusedOrReadWithoutAnyOtherFailure() throws IOException {
    BundleTest.writer().write(folder.resolve("m"), Map.of());
    Path file = folder.resolve("m/manifest.json");
    byte[] original = Files.readAllBytes(file);
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 800; round++) {
      byte[] bytes = original.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) "0123456789[]{},:\"-eE. \0\n".charAt(random.nextInt(24)) : (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      Files.write(file, bytes);
      try {
        var bundle = Bundle.open(folder.resolve("m"));
        assertThat(bundle.kind() + bundle.version() + bundle.formatVersion() + bundle.seed() + bundle.settings() + bundle.data() + bundle.figures()).isNotEmpty();
        bundle.verify();
      } catch (CorruptFileException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    for (String hostile : List.of("[".repeat(100_000), "{\"a\":".repeat(100_000), "{\"a\": " + "9".repeat(1_000_000) + "}", "{\"seed\": 1e999}", "null", "", "\0", "{\"layout\":1,\"layout\":1}", "\uFEFF{}")) {
      Files.writeString(file, hostile);
      assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).as(hostile.substring(0, Math.min(20, hostile.length()))).isInstanceOf(CorruptFileException.class);
    }
    try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 1L << 32); // a sparse file of 4 GiB
    }
    assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).isInstanceOf(CorruptFileException.class).hasMessageContaining("allowed");
  }

  @Test
  void aManifestNamesNothingOutsideItsFolder() throws IOException {
    BundleTest.writer().write(folder.resolve("m"), Map.of());
    Path file = folder.resolve("m/manifest.json");
    String text = Files.readString(file);
    Files.writeString(folder.resolve("secret.safetensors"), "secret");
    for (String name : List.of("../secret.safetensors", "/etc/passwd", ".safetensors", "a/b.safetensors", "items\\u0000.safetensors")) {
      Files.writeString(file, text.replace("\"items.safetensors\"", "\"" + name + "\""));
      assertThatThrownBy(() -> Bundle.open(folder.resolve("m"))).as(name).isInstanceOf(CorruptFileException.class).hasMessageContaining("which no bundle has");
    }
  }

  @Test
  void aBundleOfOneMillionVectorsOpensByMapping() throws IOException {
    var vectors = FloatColumn.allocate(1_000_000L * 64);
    vectors.set(64_000_000 - 1, 2.5f);
    new BundleWriter("tower", 1).tensors("items", Tensors.builder().floats("vectors", vectors, 64).build()).write(folder.resolve("big"), Map.of());
    var before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    var opened = Bundle.open(folder.resolve("big")).tensors("items");
    var after = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    assertThat(opened.shape("vectors")).containsExactly(1_000_000L, 64L);
    assertThat(opened.floats("vectors").get(64_000_000 - 1)).isEqualTo(2.5f);
    assertThat(after - before).isLessThan(50L << 20); // 256 MB lie in the file
  }

  @Test
  void aFullDiskAndAReadOnlyFolderLeaveAClearMessageAndNothingElse() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "this machine has no /dev/full");
    Disk disk =
        new dev.tributary.disk.FaultyDisk(-1, dev.tributary.disk.FaultyDisk.Fault.ONCE) {
          @Override
          public Sink open(Path file, java.nio.file.StandardOpenOption... options) throws IOException {
            return Disk.REAL.open(full, java.nio.file.StandardOpenOption.WRITE);
          }
        };
    assertThatThrownBy(() -> BundleTest.writer().write(folder.resolve("m"), Map.of(), disk)).isInstanceOf(IOException.class).hasMessageContaining("No space left");
    assertThat(BundleTest.names(folder)).isEmpty();
    Path readOnly = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(readOnly), "this machine has no folder in which nobody can write");
    assertThatThrownBy(() -> BundleTest.writer().write(readOnly.resolve("m"), Map.of())).isInstanceOf(IOException.class);
  }
}
