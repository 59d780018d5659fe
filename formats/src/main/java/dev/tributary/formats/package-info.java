/**
 * Events and attributed events as tables in the formats of others. Reading needs no call: the engine finds the formats here by itself. Main type: {@link
 * dev.tributary.formats.EventTables}. Depends on {@code rows}, {@code parquet}, {@code tfrecord} and the engine's {@code data} and {@code home}.
 */
@NullMarked
package dev.tributary.formats;

import org.jspecify.annotations.NullMarked;
