/**
 * The one durable source: every event, and every item and user as it was given, in the order in which they came. The catalog
 * and the live view are rebuilt by replaying it.
 *
 * <p>Main types: {@link dev.tributary.log.EventLog} (reads), {@link dev.tributary.log.LogWriter} (appends), {@link
 * dev.tributary.log.LogRecord}. Depends on {@code catalog, data, math, disk}, and on {@code model} for its exception alone.
 */
@NullMarked
package dev.tributary.log;

import org.jspecify.annotations.NullMarked;
