/**
 * Long work inside the service: one job at a time, each with progress; training on the log, and the gate that a new release must pass.
 *
 * <p>Main types: {@link dev.tributary.server.jobs.Jobs}, {@link dev.tributary.server.jobs.Retraining}. Depends on {@code metrics}.
 */
@NullMarked
package dev.tributary.server.jobs;

import org.jspecify.annotations.NullMarked;
