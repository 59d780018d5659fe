package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodesTest {
  private static List<CodeArithmetic> all() {
    return List.of(new PlainCodes(), new VectorCodes());
  }

  @Test
  void tableSumsAddTheEntriesThatTheCodesChoose() {
    for (int groups : new int[] {1, 3, 4, 7, 13, 130}) {
      var random = Seeds.random(groups);
      var tables = new byte[256 * groups];
      for (int i = 0; i < tables.length; i++) {
        tables[i] = i % 64 < 16 ? (byte) random.nextInt(64) : tables[i - 16];
      }
      int blocks = 3;
      var codes = ByteColumn.allocate((long) blocks * tables.length / 2 + 5);
      var expected = new short[64 * blocks];
      for (int row = 0; row < 64 * blocks; row++) {
        for (int table = 0; table < 4 * groups; table++) {
          int code = random.nextInt(16);
          expected[row] += tables[64 * table + code];
          long at = 5 + (long) (row / 64) * tables.length / 2 + 64L * (table / 2) + 2 * (row % 32) + row % 64 / 32;
          codes.set(at, (byte) (codes.get(at) | code << 4 * (table % 2)));
        }
      }
      for (var arithmetic : all()) {
        var sums = new short[64 * blocks];
        arithmetic.tableSums(tables, codes.bytes(), 5, blocks, sums);
        assertThat(sums).as("%s, %d groups", arithmetic, groups).isEqualTo(expected);
      }
    }
  }

  @Test
  void codeTablesHoldProductsInSteps() {
    var random = Seeds.random(5);
    for (int length : new int[] {1, 2, 3, 7}) {
      int places = 8;
      var query = new float[6 * length + 1]; // a whole place and a part of one are behind it
      for (int i = 0; i < query.length; i++) {
        query[i] = random.nextFloat() - 0.5f;
      }
      var values = new float[16 * places * length];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
      for (var arithmetic : all()) {
        var tables = new byte[64 * places];
        var origin = new float[3];
        arithmetic.codeTables(query, values, length, new float[16 * places], tables, origin);
        assertThat(tables).contains((byte) 63).doesNotContain((byte) 64, (byte) -1);
        double base = 0;
        double top = 0;
        for (int place = 0; place < places; place++) {
          var products = new double[16];
          for (int v = 0; v < 16; v++) {
            for (int i = place * length; i < Math.min(query.length, (place + 1) * length); i++) {
              products[v] += query[i] * values[16 * i + v];
            }
          }
          double least = Arrays.stream(products).min().orElseThrow();
          base += least;
          top += Arrays.stream(products).max().orElseThrow();
          for (int n = 0; n < 64; n++) {
            assertThat(tables[64 * place + n] * (double) origin[0]).as("%s, place %d", arithmetic, place).isCloseTo(products[n % 16] - least, within(0.501 * origin[0]));
          }
        }
        assertThat((double) origin[1]).isCloseTo(base, within(1e-5));
        assertThat((double) origin[2]).isCloseTo(top, within(1e-5));
      }
    }
    var none = new float[3];
    new VectorCodes().codeTables(new float[3], new float[16 * 4], 1, new float[64], new byte[256], none);
    assertThat(none).containsExactly(1, 0, 0); // a query of zeros has a step too
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
  void planeDotsMultiplyWhatLiesSeveralInAByte() {
    var random = Seeds.random(3);
    int[] rows = {2, 0, 4, 4, 1};
    for (int width : new int[] {1, 2, 4, 8}) {
      int fields = 8 / width;
      for (int bytes : new int[] {1, 15, 16, 40}) {
        var weights = new float[(bytes + 15) / 16 * 16 * fields]; // those behind the row stay zero
        var codes = ByteColumn.allocate(5L * (bytes + 3) + 2 + 64);
        for (long at = 0; at < codes.size(); at++) {
          codes.set(at, (byte) random.nextInt());
        }
        var expected = new double[rows.length];
        for (int j = 0; j < bytes; j++) {
          for (int k = 0; k < fields; k++) {
            float weight = random.nextFloat() - 0.5f;
            weights[(j / 16 * fields + k) * 16 + j % 16] = weight;
            for (int n = 0; n < rows.length; n++) {
              expected[n] += weight * ((codes.get(2 + rows[n] * (bytes + 3L) + j) & 0xFF) >> k * width & (1 << width) - 1);
            }
          }
        }
        for (var arithmetic : all()) {
          var sums = new float[] {1, 1, 1, 1, 1, 7};
          arithmetic.planeDots(weights, width, codes.bytes(), 2, bytes + 3, rows, rows.length, sums);
          for (int n = 0; n < rows.length; n++) {
            assertThat((double) sums[n]).as("%s, %d bits, %d bytes", arithmetic, width, bytes).isCloseTo(expected[n] + 1, within(1e-3));
          }
          assertThat(sums[5]).isEqualTo(7);
        }
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.planeDots(new float[16], 4, ByteColumn.allocate(64), 0, 9, rows, 1, new float[1])).withMessage("16 weights for 4 bits each");
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
          assertThat(arithmetic.reaching(values, count, least)).as("%s, %d from %d", arithmetic, count, least).isEqualTo(plain.length);
          int found = arithmetic.select(values, count, 0.5f, biases.segment(), 8, least, places);
          assertThat(Arrays.copyOf(places, found)).as("%s, %d scaled from %d", arithmetic, count, least).isEqualTo(scaled);
        }
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.select(new short[3], 4, 0, new int[9])).withMessage("4 of 3 values, room for 9");
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.reaching(new short[3], 4, 0)).withMessage("4 of 3 values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.tableSums(new byte[256], ByteColumn.allocate(128), 1, 1, new short[64]))
        .withMessage("1 blocks from 1 lie outside 128 bytes of codes");
  }
}
