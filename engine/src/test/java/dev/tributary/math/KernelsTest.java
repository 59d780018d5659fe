package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
}
