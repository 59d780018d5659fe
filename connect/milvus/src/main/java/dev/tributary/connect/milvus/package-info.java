/**
 * A Milvus collection as a vector index: vectors by label on another machine, searched as any other index is.
 *
 * <p>Main type: {@link dev.tributary.connect.milvus.MilvusCollection}. Depends on the engine's {@code ann}, {@code math} and {@code settings}, and on Milvus' Java client, which
 * {@code MilvusRemote}, {@code Connection}, {@code SetUp} and the enums that name its values alone know. The engine does not know this package.
 */
@NullMarked
package dev.tributary.connect.milvus;

import org.jspecify.annotations.NullMarked;
