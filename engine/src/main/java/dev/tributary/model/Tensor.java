package dev.tributary.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * One named array of a safetensors file.
 *
 * @param type how its elements are kept
 * @param shape length of each dimension, row-major; none for a single number
 * @param data its bytes, little-endian, off the heap
 */
record Tensor(String name, Type type, List<Long> shape, MemorySegment data) {
  /** The element types of the format; Tributary writes I64 I32 F32 U8. */
  enum Type {
    F64(8), I64(8), U64(8), F32(4), I32(4), U32(4), F16(2), BF16(2), I16(2), U16(2), F8_E4M3(1), F8_E5M2(1), I8(1), U8(1), BOOL(1);

    final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    static java.util.Optional<Type> named(String name) {
      return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }
  }

  /** Number of elements of a shape. */
  static long elements(List<Long> shape) {
    long product = 1;
    for (long length : shape) {
      product = Math.multiplyExact(product, length);
    }
    return product;
  }
}
