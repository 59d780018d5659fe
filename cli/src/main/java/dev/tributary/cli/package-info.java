/**
 * The {@code tributary} command: reads the command line, calls the engine, prints. No algorithm lives here.
 *
 * <p>Main type: {@link dev.tributary.cli.Main}; every command is one class named after it. Depends on the engine, {@code
 * cli.terminal} and {@code cli.report}.
 */
@NullMarked
package dev.tributary.cli;

import org.jspecify.annotations.NullMarked;
