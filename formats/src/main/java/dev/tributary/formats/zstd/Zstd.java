package dev.tributary.formats.zstd;

import dev.tributary.data.Unpacker;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** zstd (RFC 8878): frames one after another, frames to skip among them, without dictionaries. Thread-safe: holds nothing. Internal. */
public final class Zstd implements Unpacker {
  /** For {@link java.util.ServiceLoader}. */
  public Zstd() {}

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public InputStream unpack(InputStream packed) {
    return new Unpacked(packed);
  }

  /** Damage as the exceptions of the platform's own unpackers. */
  private static final class Unpacked extends FilterInputStream {
    private final Source source;

    Unpacked(InputStream packed) {
      this(new Source(packed));
    }

    private Unpacked(Source source) {
      super(new ZstdInputStream(source));
      this.source = source;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (MalformedInputException | IndexOutOfBoundsException e) { // the latter for what the library does not foresee
        throw (ZipException) new ZipException(String.valueOf(e.getMessage())).initCause(e);
      } catch (IOException e) {
        throw source.ended ? (EOFException) new EOFException(String.valueOf(e.getMessage())).initCause(e) : e;
      }
    }
  }

  /** Knows whether it came to its end, so that a frame cut off is told from a disk that fails. */
  private static final class Source extends FilterInputStream {
    private boolean ended;

    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      ended |= count < 0;
      return count;
    }
  }
}
