package dev.tributary.ann.files;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.SearchResults;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads vectors in the formats of the field, told apart by the ending of the name, and writes the labels that searches found.
 *
 * <ul>
 *   <li>{@code .fvecs .ivecs .bvecs}: rows one after the other, each an int32 with its length, then so many float32, int32 or bytes 0..255.
 *   <li>{@code .npy}: an array of numpy of two dimensions, row by row: float32, float64, float16, int8, uint8, int32 or int64.
 *   <li>{@code .safetensors}: the float32 matrix {@code vectors}, or the only matrix that there is.
 *   <li>{@code .txt .vec}: a word and its values on each line, as GloVe and word2vec have them; a first line with the two sizes is skipped.
 *       Words are not kept: rows are numbered.
 * </ul>
 */
public final class VectorFiles {
  private static final Pattern TWO_SIZES = Pattern.compile("\\d+ \\d+");

  private VectorFiles() {}

  /**
   * Reads all vectors of a file; float32 of {@code .npy} and {@code .safetensors} is mapped and not copied.
   *
   * @throws CorruptFileException when it is damaged or cut short
   * @throws IllegalArgumentException when its name ends in no known way
   */
  public static Matrix read(Path path) throws IOException {
    String name = path.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "fvecs", "ivecs" -> readVecs(MappedFile.open(path), 4, ending.equals("fvecs"));
      case "bvecs" -> readVecs(MappedFile.open(path), 1, false);
      case "npy" -> NpyFile.read(MappedFile.open(path));
      case "safetensors" -> readTensors(path);
      case "txt", "vec" -> readText(MappedFile.open(path));
      default -> throw new IllegalArgumentException("'" + name + "' ends in no known way; vectors are .fvecs .bvecs .ivecs .npy .safetensors .txt .vec");
    };
  }

  private static Matrix readVecs(MappedFile file, int width, boolean floats) throws CorruptFileException {
    if (file.size() == 0) {
      throw file.corrupt(-1, "is empty, so it does not say how long its vectors are");
    }
    int dimension = file.intAt(0);
    file.check(dimension >= 1, 0, "has vectors of %d values, must be 1 or more", dimension);
    long pitch = 4 + (long) dimension * width;
    file.check(file.size() % pitch == 0, file.size(), "holds %d bytes, no whole number of rows of %d", file.size(), pitch);
    file.check(file.size() / pitch <= Integer.MAX_VALUE, -1, "has %d rows, too many", file.size() / pitch);
    int rows = (int) (file.size() / pitch);
    var matrix = Matrix.zeros(rows, dimension);
    var row = new float[dimension];
    var ints = new int[floats || width == 1 ? 0 : dimension];
    for (int n = 0; n < rows; n++) {
      long at = n * pitch;
      file.check(file.intAt(at) == dimension, at, "has %d values in row %d, %d in row 0", file.intAt(at), n, dimension);
      if (floats) {
        file.floatsAt(at + 4, row);
      } else if (width == 4) {
        file.intsAt(at + 4, ints, dimension);
        for (int i = 0; i < dimension; i++) {
          row[i] = ints[i];
        }
      } else {
        byte[] bytes = file.bytesAt(at + 4, dimension);
        for (int i = 0; i < dimension; i++) {
          row[i] = bytes[i] & 0xFF;
        }
      }
      matrix.setRow(n, row);
    }
    return matrix;
  }

  private static Matrix readTensors(Path path) throws IOException {
    var tensors = Tensors.open(path);
    String name = "vectors";
    if (!tensors.names().contains(name)) {
      var matrices = new java.util.ArrayList<String>();
      for (String each : tensors.names()) {
        if (tensors.shape(each).size() == 2) {
          matrices.add(each);
        }
      }
      if (matrices.size() != 1) {
        throw new CorruptFileException(path, -1, "has no matrix 'vectors'; it has " + String.join(" ", tensors.names()));
      }
      name = matrices.getFirst();
    }
    var shape = tensors.shape(name);
    if (shape.size() != 2 || shape.get(0) > Integer.MAX_VALUE || shape.get(1) < 1 || shape.get(1) > Integer.MAX_VALUE) {
      throw new CorruptFileException(path, -1, "'" + name + "' has shape " + shape + ", must be rows × dimension");
    }
    return Matrix.of(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), tensors.floats(name));
  }

  private static Matrix readText(MappedFile file) throws CorruptFileException {
    var lines = new TextLines(file);
    String first = lines.next();
    if (TWO_SIZES.matcher(first.strip()).matches()) {
      first = lines.next();
    }
    int dimension = first.strip().split(" +").length - 1;
    file.check(dimension >= 1, 0, "is no text of words with their values: its first line is '%s'", first.length() > 60 ? first.substring(0, 60) + "…" : first);
    long most = file.size() / (2L * dimension) + 1; // a value takes two bytes or more
    var values = FloatColumn.allocate(Math.min(most, Integer.MAX_VALUE) * dimension);
    int rows = 0;
    for (String line = first; !line.isEmpty(); line = lines.next()) {
      var parts = line.strip().split(" +");
      file.check(parts.length > dimension, lines.start(), "has %d values in line %d, must have %d", parts.length - 1, lines.number(), dimension);
      for (int i = 0; i < dimension; i++) {
        try {
          values.set((long) rows * dimension + i, Float.parseFloat(parts[parts.length - dimension + i]));
        } catch (NumberFormatException e) {
          throw file.corrupt(lines.start(), "has '%s' in line %d, must be a number", parts[parts.length - dimension + i], lines.number());
        }
      }
      rows++;
    }
    return Matrix.of(rows, dimension, values.part(0, (long) rows * dimension));
  }

  /**
   * Writes the labels found, a row for each query: {@code .ivecs} (int32) or {@code .npy} (int64). What a query did not find is −1.
   *
   * @throws IllegalArgumentException when the name ends in another way, or a label does not fit
   */
  public static void writeLabels(SearchResults results, Path path) throws IOException {
    String name = path.getFileName().toString();
    boolean ivecs = name.endsWith(".ivecs");
    require(ivecs || name.endsWith(".npy"), "'%s' ends in no known way; labels are written as .ivecs or .npy", name);
    NewFile.write(
        path,
        file -> {
          if (!ivecs) {
            file.putBytes(NpyFile.header("<i8", results.queries(), results.k()));
          }
          for (int query = 0; query < results.queries(); query++) {
            if (ivecs) {
              file.putInt(results.k());
            }
            for (int rank = 0; rank < results.k(); rank++) {
              long label = rank < results.size(query) ? results.label(query, rank) : -1;
              if (ivecs) {
                require((int) label == label, "label %d does not fit the int32 of .ivecs; write .npy", label);
                file.putInt((int) label);
              } else {
                file.putLong(label);
              }
            }
          }
        });
  }
}
