/**
 * What is trained and kept: a bundle is a manifest and files; a release is an immutable set of bundles that serve
 * together; the store publishes, lists and rolls back.
 *
 * <p>Main types: {@link dev.tributary.model.Bundle}, {@link dev.tributary.model.BundleWriter}, {@link
 * dev.tributary.model.Tensors}, {@link dev.tributary.model.ModelStore}, {@link dev.tributary.model.Release}. Depends on
 * {@code data, math, disk}.
 */
@NullMarked
package dev.tributary.model;

import org.jspecify.annotations.NullMarked;
