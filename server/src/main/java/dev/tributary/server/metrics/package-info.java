/**
 * Counters, gauges and histograms in the text form that Prometheus scrapes. Ours, since the form is a page long and what a library would
 * bring is more than the rest of the service.
 *
 * <p>Main type: {@link dev.tributary.server.metrics.Metrics}. Depends on nothing.
 */
@NullMarked
package dev.tributary.server.metrics;

import org.jspecify.annotations.NullMarked;
