/**
 * Apache Parquet without Hadoop: Parquet's own library over small stand-ins for Hadoop's classes (parquet-floor), with codecs in plain Java. The stand-ins have
 * the names of Hadoop's classes, so this package must never lie beside Hadoop or Spark on one class path. Depends on {@code rows} and the engine's {@code data}.
 */
@NullMarked
package dev.tributary.formats.parquet;

import org.jspecify.annotations.NullMarked;
