/**
 * What is known of items and users as numbers that a network can read: dictionaries, buckets, scales, hashes, rates in windows of time and the
 * last items of a user. One object encodes in training and in serving, and lies in the bundle.
 *
 * <p>Main type: {@link dev.tributary.feature.FeatureTransform}, fitted to rows under a {@link dev.tributary.feature.FeatureSchema}. Depends on
 * {@code catalog}, {@code data}, {@code model} and {@code math}.
 */
@NullMarked
package dev.tributary.feature;

import org.jspecify.annotations.NullMarked;
