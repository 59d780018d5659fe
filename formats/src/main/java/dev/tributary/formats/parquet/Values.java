package dev.tributary.formats.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Values of a row as what they mean: {@link Long}, {@link BigInteger} and {@link BigDecimal}, {@link Float} and {@link Double}, {@link Boolean}, {@link Instant}, {@link LocalDate}, {@link UUID}, bytes as
 * {@code byte[]}, lists as {@link List}, maps and structures as {@link java.util.Map}. The old forms of lists and maps, without the group in the middle, are understood. Holds nothing.
 */
final class Values {
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

  private Values() {}

  /** The value of a field that the row has. */
  static Object of(Group row, int field, int index) {
    var type = row.getType().getType(field);
    return type.isPrimitive() ? primitive(row, field, index, type.asPrimitiveType()) : group(row.getGroup(field, index));
  }

  private static Object primitive(Group row, int field, int index, PrimitiveType type) {
    var meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> row.getBoolean(field, index);
      case FLOAT -> row.getFloat(field, index);
      case DOUBLE -> row.getDouble(field, index);
      case INT32 -> whole(row.getInteger(field, index), 32, meaning);
      case INT64 -> whole(row.getLong(field, index), 64, meaning);
      case INT96 -> oldTimestamp(row.getInt96(field, index).toByteBuffer());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(row.getBinary(field, index).getBytes(), meaning);
    };
  }

  private static Object whole(long value, int bits, LogicalTypeAnnotation meaning) {
    return switch (meaning) {
      case DateLogicalTypeAnnotation _ -> LocalDate.ofEpochDay(value);
      case TimestampLogicalTypeAnnotation timestamp -> moment(value, timestamp.getUnit());
      case DecimalLogicalTypeAnnotation decimal -> BigDecimal.valueOf(value, decimal.getScale());
      case IntLogicalTypeAnnotation number when !number.isSigned() && bits == 64 -> new BigInteger(Long.toUnsignedString(value));
      case IntLogicalTypeAnnotation number when !number.isSigned() -> value & 0xFFFF_FFFFL;
      case null, default -> value;
    };
  }

  private static Instant moment(long value, LogicalTypeAnnotation.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> Instant.ofEpochMilli(value);
      case MICROS -> Instant.ofEpochSecond(Math.floorDiv(value, 1_000_000), Math.floorMod(value, 1_000_000) * 1000);
      case NANOS -> Instant.ofEpochSecond(Math.floorDiv(value, 1_000_000_000), Math.floorMod(value, 1_000_000_000));
    };
  }

  /** Nanoseconds of the day, then the Julian day. */
  private static Instant oldTimestamp(ByteBuffer bytes) {
    var in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    long nanos = in.getLong();
    return Instant.ofEpochSecond(TimeUnit.DAYS.toSeconds(in.getInt() - JULIAN_DAY_OF_EPOCH), nanos);
  }

  private static Object bytes(byte[] bytes, LogicalTypeAnnotation meaning) {
    return switch (meaning) {
      case DecimalLogicalTypeAnnotation decimal -> new BigDecimal(new BigInteger(bytes), decimal.getScale());
      case UUIDLogicalTypeAnnotation _ -> new UUID(ByteBuffer.wrap(bytes).getLong(), ByteBuffer.wrap(bytes).getLong(8));
      case null, default -> bytes;
    };
  }

  private static Object group(Group group) {
    var meaning = group.getType().getLogicalTypeAnnotation();
    if (meaning instanceof ListLogicalTypeAnnotation && group.getType().getFieldCount() == 1) {
      return list(group);
    }
    if (meaning instanceof MapLogicalTypeAnnotation && group.getType().getFieldCount() == 1) {
      return map(group);
    }
    var fields = new LinkedHashMap<String, Object>();
    for (int field = 0; field < group.getType().getFieldCount(); field++) {
      if (group.getFieldRepetitionCount(field) > 0) {
        fields.put(group.getType().getFieldName(field), readable(of(group, field, 0)));
      }
    }
    return fields;
  }

  private static List<Object> list(Group list) {
    var values = new ArrayList<Object>();
    Type inner = list.getType().getType(0);
    boolean wrapped = !inner.isPrimitive() && inner.asGroupType().getFieldCount() == 1 && !inner.getName().equals("array");
    for (int n = 0; n < list.getFieldRepetitionCount(0); n++) {
      values.add(wrapped ? only(list.getGroup(0, n)) : readable(of(list, 0, n)));
    }
    return values;
  }

  /** The one field of a list's middle group; null when the list holds nothing at this place, as JSON has it. */
  @SuppressWarnings("NullAway")
  private static Object only(Group middle) {
    return middle.getFieldRepetitionCount(0) == 0 ? null : readable(of(middle, 0, 0));
  }

  private static LinkedHashMap<String, Object> map(Group map) {
    var values = new LinkedHashMap<String, Object>();
    for (int n = 0; n < map.getFieldRepetitionCount(0); n++) {
      var entry = map.getGroup(0, n);
      GroupType type = entry.getType();
      if (type.getFieldCount() == 2 && entry.getFieldRepetitionCount(0) == 1 && entry.getFieldRepetitionCount(1) == 1) {
        values.put(readable(of(entry, 0, 0)).toString(), readable(of(entry, 1, 0)));
      }
    }
    return values;
  }

  /** Inside of lists and maps bytes are text, and what JSON does not have its text. */
  private static Object readable(Object value) {
    return switch (value) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case Instant moment -> moment.toString();
      case LocalDate day -> day.toString();
      case UUID id -> id.toString();
      default -> value;
    };
  }
}
