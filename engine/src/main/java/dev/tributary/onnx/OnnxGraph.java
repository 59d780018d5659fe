package dev.tributary.onnx;

import static dev.tributary.math.Require.require;

import dev.tributary.disk.Disk;
import dev.tributary.math.FloatColumn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as an ONNX model of operator set 20. Who adds a value gets its name, by which later nodes read it. Every input and output has a row for each example. Numbers of fields are
 * those of {@code onnx.proto3}. Confined.
 */
public final class OnnxGraph {
  private static final int IR_VERSION = 9; // the first that knows operator set 20
  private static final int OPERATOR_SET = 20;
  private static final int FLOAT = 1; // TensorProto.DataType
  private static final int LONG = 7;
  private static final int NUMBER = 2; // AttributeProto.AttributeType
  private static final int TEXT = 3;
  private static final String EXAMPLES = "batch";
  private static final long MOST_BYTES = Integer.MAX_VALUE; // of a message, by the format

  private final Message graph;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int values;

  /** An empty network. */
  public OnnxGraph(String name) {
    graph = new Message().text(2, name);
  }

  /** Says something about the model that a reader may look up. */
  public void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /** Adds an input of so many floats an example. */
  public String floats(String name, int width) {
    graph.message(11, tensor(name, FLOAT, new Message().number(1, width)));
    return name;
  }

  /** Adds an input of as many whole numbers an example as the longest has. */
  public String numbers(String name) {
    graph.message(11, tensor(name, LONG, new Message().text(2, name + ".length")));
    return name;
  }

  /** Names a value of so many floats an example as an output. */
  public void output(String name, String value, int width) {
    graph.message(1, operation("Identity", Map.of(), name, value));
    graph.message(12, tensor(name, FLOAT, new Message().number(1, width)));
  }

  private static Message tensor(String name, int type, Message width) {
    var shape = new Message().message(1, new Message().text(2, EXAMPLES)).message(1, width);
    return new Message().text(1, name).message(2, new Message().message(1, new Message().number(1, type).message(2, shape)));
  }

  /** Adds parameters; not copied, and read when the model is written. */
  public String parameters(FloatColumn column, long... shape) {
    String name = fresh("parameters");
    graph.message(5, initializer(name, FLOAT, shape).floats(9, column));
    return name;
  }

  /** Adds a copy of some parameters. */
  public String parameters(float[] values, int from, int count, long... shape) {
    return parameters(FloatColumn.copyOf(Arrays.copyOfRange(values, from, from + count)), shape);
  }

  /** Adds one float. */
  public String constant(float value) {
    return parameters(new float[] {value}, 0, 1);
  }

  /** Adds whole numbers in a row, as an operation wants its axes. */
  public String constants(long... numbers) {
    String name = fresh("constants");
    graph.message(5, initializer(name, LONG, numbers.length).longs(9, numbers));
    return name;
  }

  private static Message initializer(String name, int type, long... shape) {
    var message = new Message();
    for (long length : shape) {
      message.number(1, length);
    }
    return message.number(2, type).text(8, name);
  }

  /** Adds an operation with one result. */
  public String apply(String operation, String... inputs) {
    return apply(operation, Map.of(), inputs);
  }

  /**
   * The same with an attribute or more.
   *
   * @param attributes a Long or a String by name
   */
  public String apply(String operation, Map<String, Object> attributes, String... inputs) {
    String result = fresh(operation);
    graph.message(1, operation(operation, attributes, result, inputs));
    return result;
  }

  private static Message operation(String operation, Map<String, Object> attributes, String result, String... inputs) {
    var message = new Message();
    for (String input : inputs) {
      message.text(1, input);
    }
    message.text(2, result).text(3, result + ".node").text(4, operation);
    attributes.forEach(
        (name, value) -> {
          var attribute = new Message().text(1, name);
          message.message(5, value instanceof Long number ? attribute.number(3, number).number(20, NUMBER) : attribute.text(4, (String) value).number(20, TEXT));
        });
    return message;
  }

  private String fresh(String what) {
    return what + "." + values++;
  }

  /**
   * Writes the model, in the place of an older one if there is one.
   *
   * @throws IllegalArgumentException when it has 2 GB or more, which the format cannot hold
   */
  public void write(Path file) throws IOException {
    var model = new Message().number(1, IR_VERSION).text(2, "tributary").message(8, new Message().text(1, "").number(2, OPERATOR_SET)).message(7, graph);
    metadata.forEach((key, value) -> model.message(14, new Message().text(1, key).text(2, value)));
    require(model.size() <= MOST_BYTES, "%s would have %d bytes, an ONNX file at most %d; train with shorter vectors", file.getFileName(), model.size(), MOST_BYTES);
    Disk.REAL.replaceFile(
        file,
        beside -> {
          try (var sink = Disk.REAL.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var out = new BufferedOutputStream(stream(sink), 1 << 16);
            model.write(out);
            out.flush();
            sink.force();
          }
        });
  }

  private static OutputStream stream(Disk.Sink sink) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        sink.write(ByteBuffer.wrap(bytes, from, count));
      }
    };
  }
}
