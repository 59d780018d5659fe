/**
 * Vectors and indexes on disk, in formats that other libraries read and write.
 *
 * <p>Main types: {@link dev.tributary.ann.files.VectorFiles} and {@link dev.tributary.ann.files.IndexFiles}. Depends on {@code ann} and its
 * kinds, {@code model}, {@code disk} and {@code math}. What is read is not trusted: every length is compared with the file's before anything
 * follows from it, and what is wrong is a {@link dev.tributary.model.CorruptFileException}.
 */
@NullMarked
package dev.tributary.ann.files;

import org.jspecify.annotations.NullMarked;
