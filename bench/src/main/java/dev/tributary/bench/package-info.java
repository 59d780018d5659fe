/** Our own measurements: each a program with a {@code main}, its command in {@code bench/README.md} and its figures in {@code docs/results.md}. */
@NullMarked
package dev.tributary.bench;

import org.jspecify.annotations.NullMarked;
