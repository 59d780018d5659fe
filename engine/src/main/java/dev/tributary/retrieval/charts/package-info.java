/**
 * Charts: items in one order for everybody, or one for each group of users, that several channels share.
 *
 * <p>Main types: {@link dev.tributary.retrieval.charts.ChartModel}, {@link dev.tributary.retrieval.charts.ChartBuild}. Depends on {@code
 * retrieval}, {@code model}, {@code settings}, {@code catalog}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.charts;

import org.jspecify.annotations.NullMarked;
