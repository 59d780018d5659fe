package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final int[] LENGTHS = {0, 1, 7, 13, 16, 64, 207, 1021};

  private static List<Arithmetic> all() {
    return List.of(new PlainArithmetic(), new VectorArithmetic());
  }

  private static float[] vector(int length, long seed) {
    var random = Seeds.random(seed);
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }

  @Test
  void everyArithmeticAgreesWithTheSumInDoubles() {
    for (int length : LENGTHS) {
      float[] a = vector(length, length);
      float[] b = vector(length, length + 5000L);
      double sum = 0;
      double magnitude = 1;
      for (int i = 0; i < length; i++) {
        sum += (double) a[i] * b[i];
        magnitude += Math.abs((double) a[i] * b[i]);
      }
      var column = FloatColumn.allocate(length + 3L);
      for (int i = 0; i < length; i++) {
        column.set(i + 3L, b[i]);
      }
      for (var arithmetic : all()) {
        assertThat((double) arithmetic.dot(a, b)).as("%s, length %d", arithmetic, length).isCloseTo(sum, within(1e-5 * magnitude));
        assertThat((double) arithmetic.dot(a, column.segment(), 12)).as("%s, column of %d", arithmetic, length).isCloseTo(sum, within(1e-5 * magnitude));
      }
    }
  }

  @Test
  void rowsAreAddedToWhatStandsThere() {
    int[] rows = {3, 0, 3, 1, 2};
    for (int width : new int[] {1, 5, 16, 64, 128, 131, 257}) {
      float[] x = vector(4 * width, width);
      float[] values = vector(rows.length, 9);
      float[] before = vector(width + 3, 10);
      for (var arithmetic : all()) {
        float[] y = before.clone();
        arithmetic.addRows(values, rows, 1, 5, x, width, y, 2);
        for (int place = 0; place < y.length; place++) {
          double sum = before[place];
          for (int n = 1; n < 5 && place >= 2 && place < width + 2; n++) {
            sum += (double) values[n] * x[rows[n] * width + place - 2];
          }
          assertThat((double) y[place]).as("%s, width %d, place %d", arithmetic, width, place).isCloseTo(sum, within(1e-5));
        }
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.addRows(new float[2], new int[2], 0, 3, new float[4], 2, new float[2], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.addRows(new float[2], new int[2], 0, 2, new float[4], 2, new float[2], 1));
  }

  @Test
  void addScaledChangesEveryValueByItsOwn() {
    for (int length : LENGTHS) {
      float[] x = vector(length, length + 1L);
      float[] y = vector(length, length + 2L);
      for (var arithmetic : all()) {
        float[] fromArray = y.clone();
        float[] fromColumn = y.clone();
        arithmetic.addScaled(0.75f, x, fromArray);
        arithmetic.addScaled(0.75f, FloatColumn.copyOf(x).segment(), 0, fromColumn);
        for (int i = 0; i < length; i++) {
          assertThat(fromArray[i]).isCloseTo(y[i] + 0.75f * x[i], within(1e-6f));
          assertThat(fromColumn[i]).isEqualTo(fromArray[i]);
        }
      }
    }
  }

  @Test
  void manyRowsAtOnceGiveWhatEachGivesAlone() {
    for (int length : new int[] {1, 7, 13, 16, 17, 31, 33, 64, 100, 207}) {
      float[] query = vector(length, length);
      float[] values = vector(9 * length, length + 1L);
      var matrix = FloatColumn.copyOf(values).segment();
      int[] rows = {8, 0, 3, 3, 7, 1, 2};
      for (var arithmetic : all()) {
        var dots = new float[7];
        var squares = new float[7];
        arithmetic.dots(query, matrix, rows, 7, dots);
        arithmetic.squaredDistances(query, matrix, rows, 7, squares);
        for (int n = 0; n < 7; n++) {
          double dot = 0;
          double square = 0;
          for (int i = 0; i < length; i++) {
            float value = values[rows[n] * length + i];
            dot += (double) query[i] * value;
            square += ((double) query[i] - value) * ((double) query[i] - value);
          }
          assertThat((double) dots[n]).as("%s, length %d", arithmetic, length).isCloseTo(dot, within(1e-5 * length));
          assertThat((double) squares[n]).as("%s, length %d", arithmetic, length).isCloseTo(square, within(1e-5 * length));
          var alone = new float[1];
          arithmetic.dots(query, matrix, new int[] {rows[n]}, 1, alone);
          assertThat(alone[0]).isEqualTo(dots[n]);
          arithmetic.squaredDistances(query, matrix, new int[] {rows[n]}, 1, alone);
          assertThat(alone[0]).isEqualTo(squares[n]);
        }
      }
    }
  }

  @Test
  void stepsOfDescentUseTheValuesFromBefore() {
    for (int length : LENGTHS) {
      float[] values = vector(3 * length, length + 3L);
      for (var arithmetic : all()) {
        var pulled = FloatColumn.copyOf(values);
        arithmetic.pull(0.5f, 0.75f, pulled.segment(), 0, pulled.segment(), 4L * length, length);
        var preferred = FloatColumn.copyOf(values);
        arithmetic.prefer(0.5f, 0.75f, preferred.segment(), 0, preferred.segment(), 4L * length, 8L * length, length);
        double dot = 0;
        for (int i = 0; i < length; i++) {
          float a = values[i];
          float b = values[length + i];
          float c = values[2 * length + i];
          dot += (double) a * b;
          assertThat(pulled.get(i)).isCloseTo(0.75f * a + 0.5f * b, within(1e-6f));
          assertThat(pulled.get(length + i)).isCloseTo(0.75f * b + 0.5f * a, within(1e-6f));
          assertThat(preferred.get(i)).isCloseTo(0.75f * a + 0.5f * (b - c), within(1e-6f));
          assertThat(preferred.get(length + i)).isCloseTo(0.75f * b + 0.5f * a, within(1e-6f));
          assertThat(preferred.get(2 * length + i)).isCloseTo(0.75f * c - 0.5f * a, within(1e-6f));
        }
        var column = FloatColumn.copyOf(values).segment();
        assertThat((double) arithmetic.dot(column, 0, column, 4L * length, length)).isCloseTo(dot, within(1e-5 * (1 + length)));
      }
    }
  }

  @Test
  void theDoorChecksLengths() {
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.dot(new float[3], new float[4])).withMessage("vectors have 3 and 4 values");
    var column = FloatColumn.allocate(10);
    assertThat(Kernels.dot(new float[4], column, 6)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.dot(new float[4], column, 7)).withMessage("values 7..11 lie outside a column of 10");
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.addScaled(1, column, -1, new float[4]));
    var matrix = Matrix.zeros(3, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.dots(new float[3], matrix, new int[1], 1, new float[1])).withMessage("vectors have 3 and 2 values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.squaredDistances(new float[2], matrix, new int[2], 2, new float[1]))
        .withMessage("2 rows, given 2 and room for 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.prefer(1, 1, matrix, 0, matrix, 2, 2)).withMessage("row 2 cannot be preferred to itself");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Kernels.pull(1, 1, matrix, 3, matrix, 0));
  }

  @Test
  void theChoiceFollowsTheModuleUnlessAPropertyForcesIt() {
    assertThat(Arithmetic.create("", true)).isInstanceOf(VectorArithmetic.class);
    assertThat(Arithmetic.create("", false)).isInstanceOf(PlainArithmetic.class);
    assertThat(Arithmetic.create("plain", true)).isInstanceOf(PlainArithmetic.class);
    assertThat(Arithmetic.create("vector", true)).isInstanceOf(VectorArithmetic.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Arithmetic.create("vector", false)).withMessageContaining("--add-modules jdk.incubator.vector");
    assertThatIllegalArgumentException().isThrownBy(() -> Arithmetic.create("fast", true)).withMessageContaining("must be plain or vector");
  }

  /** Another process without the module, on the class path. */
  @Test
  void withoutTheModuleThePlainLoopsRun() throws Exception {
    String path = folderOf(Kernels.class) + File.pathSeparator + folderOf(KernelsTest.class);
    String launcher = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process = new ProcessBuilder(launcher, "-cp", path, "dev.tributary.math.KernelsProbe").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(said).isEqualTo("plain loops false 11.0");
    assertThat(process.waitFor()).isZero();
  }

  private static Path folderOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void tableSumsAddTheEntriesThatTheCodesChoose() {
    for (int groups : new int[] {1, 3, 4, 7, 13, 130}) {
      var random = Seeds.random(groups);
      var tables = new byte[64 * groups];
      for (int i = 0; i < tables.length; i++) {
        tables[i] = (byte) random.nextInt(64);
      }
      int blocks = 3;
      var codes = ByteColumn.allocate((long) blocks * tables.length + 5);
      var expected = new short[32 * blocks];
      for (int row = 0; row < 32 * blocks; row++) {
        for (int table = 0; table < 4 * groups; table++) {
          int code = random.nextInt(16);
          expected[row] += tables[16 * table + code];
          long at = 5 + (long) (row / 32) * tables.length + 16L * table + row % 16;
          codes.set(at, (byte) (codes.get(at) | code << (row % 32 < 16 ? 0 : 4)));
        }
      }
      for (var arithmetic : all()) {
        var sums = new short[32 * blocks];
        arithmetic.tableSums(tables, codes.bytes(), 5, blocks, sums);
        assertThat(sums).as("%s, %d groups", arithmetic, groups).isEqualTo(expected);
      }
    }
  }

  @Test
  void selectNamesThePlacesOfFloatsFromAValueOn() {
    var random = Seeds.random(9);
    for (int count : new int[] {0, 1, 15, 16, 33, 77, 1000}) {
      var values = new float[count + 3];
      for (int n = 0; n < values.length; n++) {
        values[n] = random.nextInt(20) / 4f - 1;
      }
      for (float least : new float[] {-9, Float.MIN_VALUE, 0.25f, 3.75f, 9}) {
        int[] expected = IntStream.range(2, count + 2).filter(n -> values[n] >= least).toArray();
        for (var arithmetic : all()) {
          var places = new int[count + 5];
          int end = arithmetic.select(values, 2, count + 2, least, places, 5);
          assertThat(Arrays.copyOfRange(places, 5, end)).as("%s, %d from %s", arithmetic, count, least).isEqualTo(expected);
        }
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.select(new float[3], 0, 3, 0, new int[4], 2)).withMessage("values 0..3 of 3, room for 2");
  }

  @Test
  void byteDotsAreExact() {
    int[] rows = {8, 0, 3, 3, 7, 1, 2};
    for (int length : new int[] {32, 64, 96, 128, 160, 288, 1024}) {
      for (int extreme = 0; extreme < 2; extreme++) { // once with the largest products there can be, all of one sign
        var random = Seeds.random(length);
        var query = new short[length];
        var bytes = new byte[9 * length];
        for (int i = 0; i < length; i++) {
          query[i] = (short) (extreme == 1 ? 63 : random.nextInt(127) - 63);
        }
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (extreme == 1 ? -127 : random.nextInt(255) - 127);
        }
        for (int count = 0; count <= rows.length; count++) {
          var expected = new int[count];
          for (int n = 0; n < count; n++) {
            for (int i = 0; i < length; i++) {
              expected[n] += query[i] * bytes[rows[n] * length + i];
            }
          }
          for (var arithmetic : all()) {
            var out = new int[count];
            arithmetic.byteDots(query, ByteColumn.copyOf(bytes).segment(), rows, count, out);
            assertThat(out).as("%s, %d rows of %d", arithmetic, count, length).isEqualTo(expected);
          }
        }
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.byteDots(new short[33], ByteColumn.allocate(66), new int[1], 1, new int[1]))
        .withMessage("a query of 33 codes, must be a multiple of 32, at most 131072");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.byteDots(new short[32], ByteColumn.allocate(64), new int[1], 1, new int[0]))
        .withMessage("1 rows, given 1 and room for 0");
  }

  @Test
  void selectNamesThePlacesFromAValueOn() {
    var random = Seeds.random(8);
    for (int count : new int[] {0, 1, 31, 32, 64, 77}) {
      var values = new short[count + 3];
      var biases = FloatColumn.allocate(count + 2L);
      for (int n = 0; n < count; n++) {
        values[n] = (short) (random.nextInt(200) - 100);
        biases.set(n + 2L, random.nextInt(10) / 4f);
      }
      for (int least : new int[] {Integer.MIN_VALUE, -100, 0, 60, 100, Integer.MAX_VALUE}) {
        int[] plain = IntStream.range(0, count).filter(n -> values[n] >= least).toArray();
        int[] scaled = IntStream.range(0, count).filter(n -> values[n] * 0.5f + biases.get(n + 2L) >= least).toArray();
        for (var arithmetic : all()) {
          var places = new int[count];
          assertThat(Arrays.copyOf(places, arithmetic.select(values, count, least, places))).as("%s, %d from %d", arithmetic, count, least).isEqualTo(plain);
          int found = arithmetic.select(values, count, 0.5f, biases.segment(), 8, least, places);
          assertThat(Arrays.copyOf(places, found)).as("%s, %d scaled from %d", arithmetic, count, least).isEqualTo(scaled);
        }
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.select(new short[3], 4, 0, new int[9])).withMessage("4 of 3 values, room for 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.tableSums(new byte[64], ByteColumn.allocate(64), 1, 1, new short[32]))
        .withMessage("1 blocks from 1 lie outside 64 bytes of codes");
  }
}
