/** Files packed with zstd, unpacked in plain Java. Depends on {@code data} of the engine. */
@NullMarked
package dev.tributary.formats.zstd;

import org.jspecify.annotations.NullMarked;
