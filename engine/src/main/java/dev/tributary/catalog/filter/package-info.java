/**
 * The filter language of requests: {@code categories in ["nba", "food"] and attributes.price < 30}, compiled to item masks over
 * the catalog's ints.
 *
 * <p>Main type: {@link dev.tributary.catalog.filter.Filters}, which also says what the language is. Depends on {@code catalog, data,
 * settings, math}.
 */
@NullMarked
package dev.tributary.catalog.filter;

import org.jspecify.annotations.NullMarked;
