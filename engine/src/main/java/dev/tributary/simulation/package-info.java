/**
 * A community with a known truth: items with readable titles, users with hidden tastes, a log of what they did, and the
 * true utility of any page that could be shown to them.
 *
 * <p>Main type: {@link dev.tributary.simulation.Community}. Depends on data, catalog, settings and math; it knows nothing
 * of channels, models or the funnel, and they know nothing of it.
 */
@NullMarked
package dev.tributary.simulation;

import org.jspecify.annotations.NullMarked;
