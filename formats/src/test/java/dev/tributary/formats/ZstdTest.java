package dev.tributary.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.BadDataException;
import dev.tributary.data.Interactions;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events packed with zstd. */
class ZstdTest {
  @TempDir private Path folder;

  @Test
  void aFileOfTheReferenceProgramIsRead() throws IOException {
    // zstd 1.5.4: printf 'user,item,time\nann,A,1700000000\nann,B,1700000001\n' | zstd -19 | base64
    byte[] packed = Base64.getDecoder().decode("KLUv/QRoLQEA2HVzZXIsaXRlbSx0aW1lCmFubixBLDE3MEIxCgMAYIVmA7hgDBj8RtU=");
    var log = Interactions.read(Files.write(folder.resolve("events.csv.zst"), packed));
    assertThat(log.size()).isEqualTo(2);
    assertThat(log.time(1)).isEqualTo(1_700_000_001_000L);
  }

  @Test
  void severalFramesAreOneFile() throws IOException {
    var packed = new ByteArrayOutputStream();
    packed.writeBytes(packed("user,item\nann,A\n"));
    packed.writeBytes(packed("bob,B\n"));
    assertThat(Interactions.read(Files.write(folder.resolve("x"), packed.toByteArray())).size()).isEqualTo(2);
  }

  @Test
  void damageAndTruncationAreBadData() throws IOException {
    byte[] packed = packed("user,item\n" + "ann,A\nbob,B\ncat,C3\n".repeat(5000));
    for (int length = packed.length - 1; length > 8; length -= 5) {
      Path cut = Files.write(folder.resolve("cut.csv.zst"), Arrays.copyOf(packed, length));
      assertThatThrownBy(() -> Interactions.read(cut)).isInstanceOf(BadDataException.class);
    }
  }

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZstdOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
