package dev.tributary.ann.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFilesTest {
  @TempDir Path folder;

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Two vectors, (1, 2.5, 3) and (4, 5, 250), in every format that can hold them. */
  private static Map<String, byte[]> samples() {
    var fvecs = room(32).putInt(3).putFloat(1).putFloat(2.5f).putFloat(3).putInt(3).putFloat(4).putFloat(5).putFloat(250).array();
    var floats = room(24).putFloat(1).putFloat(2.5f).putFloat(3).putFloat(4).putFloat(5).putFloat(250).array();
    var doubles = room(48).putDouble(1).putDouble(2.5).putDouble(3).putDouble(4).putDouble(5).putDouble(250).array();
    var halves = room(12);
    for (float value : new float[] {1, 2.5f, 3, 4, 5, 250}) {
      halves.putShort(Float.floatToFloat16(value));
    }
    return Map.of(
        "a.fvecs", fvecs,
        "b.npy", joined(NpyFile.header("<f4", 2, 3), floats),
        "c.npy", joined(NpyFile.header("<f8", 2, 3), doubles),
        "d.npy", joined(NpyFile.header("<f2", 2, 3), halves.array()),
        "e.txt", "2 3\none 1 2.5 3\ntwo 4 5 2.5e2\n".getBytes(StandardCharsets.UTF_8),
        "f.vec", "one 1 2.5 3\r\ntwo words 4 5 250".getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(byte[] a, byte[] b) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }

  private static float[] values(Matrix matrix) {
    return matrix.values().toArray();
  }

  @Test
  void everyFormatIsRead() throws IOException {
    for (var sample : samples().entrySet()) {
      Path path = Files.write(folder.resolve(sample.getKey()), sample.getValue());
      var matrix = VectorFiles.read(path);
      assertThat(matrix.columns()).isEqualTo(3);
      assertThat(values(matrix)).as(sample.getKey()).containsExactly(1, 2.5f, 3, 4, 5, 250);
    }
    Files.write(folder.resolve("g.bvecs"), room(12).putInt(2).put((byte) 1).put((byte) 250).putInt(2).put((byte) 0).put((byte) 9).array());
    assertThat(values(VectorFiles.read(folder.resolve("g.bvecs")))).containsExactly(1, 250, 0, 9);
    Files.write(folder.resolve("h.ivecs"), room(12).putInt(2).putInt(-7).putInt(9).array());
    assertThat(values(VectorFiles.read(folder.resolve("h.ivecs")))).containsExactly(-7, 9);
  }

  @Test
  void damageIsRefusedAndNeverTakesMemory() throws IOException {
    for (var sample : samples().entrySet()) {
      for (int seed = 0; seed < 300; seed++) {
        var random = Seeds.random(seed);
        byte[] damaged = sample.getValue().clone();
        if (seed % 2 == 0) {
          damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
        } else {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        Path path = Files.write(folder.resolve(sample.getKey()), damaged);
        try {
          VectorFiles.read(path);
        } catch (CorruptFileException e) {
          assertThat(e.getMessage()).as("%s, seed %d", sample.getKey(), seed).startsWith(sample.getKey());
        }
      }
    }
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    Path vecs = Files.write(folder.resolve("a.fvecs"), room(16).putInt(1).putFloat(1).putInt(2).putFloat(1).array());
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> VectorFiles.read(vecs)).withMessageContaining("has 2 values in row 1, 1 in row 0 at byte 8");
    Path text = Files.writeString(folder.resolve("a.txt"), "one 1 2\ntwo 1 x\n");
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> VectorFiles.read(text)).withMessageContaining("has 'x' in line 2, must be a number");
    assertThatIllegalArgumentException().isThrownBy(() -> VectorFiles.read(folder.resolve("a.csv"))).withMessageContaining("vectors are .fvecs .bvecs");
  }

  @Test
  void anExactIndexIsReadAgain() throws IOException {
    var values = Matrix.of(2, 2, FloatColumn.copyOf(new float[] {1, 2, 3, 4}));
    for (var labels : new Labels[] {Labels.rows(2), Labels.of(8, 7)}) {
      Path path = folder.resolve("index.safetensors");
      IndexFiles.write(FlatIndex.of(Vectors.of(Metric.L2, values, labels)), path);
      var again = (FlatIndex) IndexFiles.open(path, Optional.empty());
      assertThat(again.metric()).isEqualTo(Metric.L2);
      assertThat(again.labels().label(1)).isEqualTo(labels.label(1));
      assertThat(values(again.vectors().values())).containsExactly(1, 2, 3, 4);
      assertThatIllegalArgumentException().isThrownBy(() -> IndexFiles.open(path, Optional.of(Metric.COSINE))).withMessage("index.safetensors has the metric l2");
    }
  }
}
