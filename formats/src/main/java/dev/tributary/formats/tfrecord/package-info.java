/**
 * TFRecord files of {@code tf.train.Example}: records with their checksums, and the few protobuf messages in them. Main types: {@link
 * dev.tributary.formats.tfrecord.TfRecordReader}, {@link dev.tributary.formats.tfrecord.Example}. Depends on {@code rows} and the engine's {@code data}.
 */
@NullMarked
package dev.tributary.formats.tfrecord;

import org.jspecify.annotations.NullMarked;
