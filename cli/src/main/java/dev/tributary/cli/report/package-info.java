/**
 * The result of a run as one self-contained HTML page: no script, no network, readable on a phone and in the dark.
 *
 * <p>Main types: {@link dev.tributary.cli.report.Report}, the plain facts, and {@link dev.tributary.cli.report.ReportPage},
 * which writes them. Depends on nothing.
 */
@NullMarked
package dev.tributary.cli.report;

import org.jspecify.annotations.NullMarked;
