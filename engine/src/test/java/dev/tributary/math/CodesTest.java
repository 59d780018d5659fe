package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
