package dev.tributary.retrieval.place;

import java.util.ArrayList;
import java.util.List;

/**
 * Cells of the earth by geohash (Niemeyer 2008): longitude and latitude are halved in turn, longitude first, and every five bits make a letter. Cells of
 * five letters are at most 4.9 km wide and 4.9 km high.
 */
final class GeoHash {
  private static final String LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";

  private GeoHash() {}

  /** The cell of a place, in degrees: latitude −90..90, longitude −180..180. */
  static String cell(double latitude, double longitude, int letters) {
    int bits = letters * 5;
    return text(index(longitude, 360, (bits + 1) / 2), index(latitude, 180, bits / 2), letters);
  }

  /** The up to eight cells around a place's cell: across the date line too, and none beyond a pole. */
  static List<String> around(double latitude, double longitude, int letters) {
    int bits = letters * 5;
    long columns = 1L << (bits + 1) / 2;
    long rows = 1L << bits / 2;
    long column = index(longitude, 360, (bits + 1) / 2);
    long row = index(latitude, 180, bits / 2);
    var cells = new ArrayList<String>();
    for (int north = -1; north <= 1; north++) {
      for (int east = -1; east <= 1; east++) {
        if ((north != 0 || east != 0) && row + north >= 0 && row + north < rows) {
          cells.add(text(Math.floorMod(column + east, columns), row + north, letters));
        }
      }
    }
    return cells;
  }

  private static long index(double degrees, double span, int bits) {
    long cells = 1L << bits;
    return Math.clamp((long) Math.floor((degrees + span / 2) / span * cells), 0, cells - 1);
  }

  private static String text(long column, long row, int letters) {
    int bits = letters * 5;
    int columnBit = (bits + 1) / 2;
    int rowBit = bits / 2;
    var text = new StringBuilder(letters);
    int letter = 0;
    for (int bit = 0; bit < bits; bit++) {
      letter = letter << 1 | (int) ((bit % 2 == 0 ? column >>> --columnBit : row >>> --rowBit) & 1);
      if (bit % 5 == 4) {
        text.append(LETTERS.charAt(letter));
        letter = 0;
      }
    }
    return text.toString();
  }
}
