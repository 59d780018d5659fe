package dev.tributary.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(InputStream.nullInputStream(), out, new PrintStream(new ByteArrayOutputStream()), 0);

  @Test
  void aFileAppearsOnlyWhenItIsCommitted() throws IOException {
    Path target = folder.resolve("new/deep/result.tsv");
    try (var file = OutputFile.open(target.toString(), terminal)) {
      file.print("half");
      assertThat(target).doesNotExist();
    }
    assertThat(target).doesNotExist();
    assertThat(target.getParent()).isEmptyDirectory();
    OutputFile.write(target.toString(), "whole", terminal);
    assertThat(target).hasContent("whole");
    assertThat(Files.list(target.getParent())).hasSize(1);
  }

  @Test
  void aFailedWriteLeavesTheOldFileWhole() throws IOException {
    Path target = Files.writeString(folder.resolve("result.tsv"), "old");
    assertThatThrownBy(
            () -> {
              try (var file = OutputFile.open(target.toString(), terminal)) {
                file.print("new");
                throw new IOException("the disk is full");
              }
            })
        .hasMessage("the disk is full");
    assertThat(target).hasContent("old");
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    OutputFile.write(link.toString(), "new", terminal);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(real).hasContent("new");
  }

  @Test
  void aDashIsStandardOutput() throws IOException {
    OutputFile.write("-", "text", terminal);
    terminal.flush();
    assertThat(out.toString()).isEqualTo("text");
  }

  @Test
  void aDeviceThatIsFullFailsAndSaysSo() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: this system has no /dev/full");
    assertThatThrownBy(() -> OutputFile.write("/dev/full", "text",
        terminal)).isInstanceOf(IOException.class).hasMessageContaining("No space left");
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeAnyWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> OutputFile.check("--out", folder.toString())).hasMessageContaining("is a folder; name a file in it");
    assertThatThrownBy(() -> OutputFile.check("--out", file.resolve("x").toString())).hasMessageContaining("is a file, so");
    assertThatThrownBy(() -> OutputFile.checkFolder("--out", file.toString())).hasMessageContaining("is a file; name a folder");
    assertThatThrownBy(() -> OutputFile.check("--out", "a\u0000b")).isInstanceOf(Failure.class).hasMessageContaining("is no file name");
    assertThatThrownBy(() -> OutputFile.check("--out", "")).hasMessageContaining("the name is empty");
    OutputFile.check("--out", folder.resolve("not/there/yet").toString());
    assertThat(Files.list(folder)).hasSize(1);
  }
}
