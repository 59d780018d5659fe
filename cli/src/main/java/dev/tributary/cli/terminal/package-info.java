/**
 * What a command says and leaves behind: standard output and error, progress, tables, files that appear only when they are
 * whole, and failures as one message and an exit code.
 *
 * <p>Main types: {@link dev.tributary.cli.terminal.Terminal}, {@link dev.tributary.cli.terminal.Failure}, {@link
 * dev.tributary.cli.terminal.OutputFile}. Depends on the engine's {@code math} and {@code model}.
 */
@NullMarked
package dev.tributary.cli.terminal;

import org.jspecify.annotations.NullMarked;
