/**
 * The endpoints under {@code /v1}: what each takes, does and answers.
 *
 * <p>Main type: {@link dev.tributary.server.api.Api}. Depends on {@code http, jobs, keys, metrics}.
 */
@NullMarked
package dev.tributary.server.api;

import org.jspecify.annotations.NullMarked;
