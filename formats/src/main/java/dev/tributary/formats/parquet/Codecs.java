package dev.tributary.formats.parquet;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How pages are packed, in plain Java, in place of Parquet's codecs, which need Hadoop and native libraries: none, snappy, gzip, zstd, lz4 (the raw one).
 * Confined: one thread.
 */
final class Codecs implements CompressionCodecFactory {
  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Unpacking((packed, size) -> packed);
      case SNAPPY -> new Unpacking(unpacking(new SnappyDecompressor()));
      case ZSTD -> new Unpacking(unpacking(new ZstdDecompressor()));
      case LZ4_RAW -> new Unpacking(unpacking(new Lz4Decompressor()));
      case GZIP -> new Unpacking((packed, size) -> {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
          return in.readNBytes(size + 1);
        }
      });
      case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("pages are packed with " + codec + ", which is not read; write the file with zstd, snappy, gzip or lz4_raw");
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Packing(codec, bytes -> bytes);
      case SNAPPY -> new Packing(codec, packing(new SnappyCompressor()));
      case ZSTD -> new Packing(codec, packing(new ZstdCompressor()));
      case LZ4_RAW -> new Packing(codec, packing(new Lz4Compressor()));
      case GZIP -> new Packing(codec, bytes -> {
        var out = new ByteArrayOutputStream();
        try (var packed = new GZIPOutputStream(out)) {
          packed.write(bytes);
        }
        return out.toByteArray();
      });
      case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("codec is " + codec + ", must be one of UNCOMPRESSED SNAPPY ZSTD LZ4_RAW GZIP");
    };
  }

  @Override
  public void release() {
    // nothing is held
  }

  private interface Unpacker {
    byte[] unpack(byte[] packed, int size) throws IOException;
  }

  private interface Packer {
    byte[] pack(byte[] bytes) throws IOException;
  }

  private static Unpacker unpacking(Decompressor decompressor) {
    return (packed, size) -> {
      var bytes = new byte[size];
      int count = decompressor.decompress(packed, 0, packed.length, bytes, 0, size);
      return count == size ? bytes : Arrays.copyOf(bytes, count);
    };
  }

  private static Packer packing(Compressor compressor) {
    return bytes -> {
      var packed = new byte[compressor.maxCompressedLength(bytes.length)];
      return Arrays.copyOf(packed, compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length));
    };
  }

  private record Unpacking(Unpacker unpacker) implements BytesInputDecompressor {
    private byte[] unpacked(byte[] packed, int size) throws IOException {
      byte[] bytes = unpacker.unpack(packed, size);
      if (bytes.length != size) {
        throw new IOException("a page unpacks to " + bytes.length + " bytes where " + size + " are said");
      }
      return bytes;
    }

    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      return BytesInput.from(unpacked(packed.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedSize, ByteBuffer target, int size) throws IOException {
      var bytes = new byte[packedSize];
      packed.get(bytes);
      target.put(unpacked(bytes, size));
    }

    @Override
    public void release() {
      // nothing is held
    }
  }

  private record Packing(CompressionCodecName getCodecName, Packer packer) implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return BytesInput.from(packer.pack(bytes.toByteArray()));
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
