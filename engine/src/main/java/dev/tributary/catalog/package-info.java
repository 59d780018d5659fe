/**
 * Items and users with their attributes, each with one dense int for ever, and the masks that say which items a request
 * may see.
 *
 * <p>Main types: {@link dev.tributary.catalog.Catalog}, {@link dev.tributary.catalog.Item}, {@link
 * dev.tributary.catalog.ItemMask}. Depends on {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.catalog;

import org.jspecify.annotations.NullMarked;
