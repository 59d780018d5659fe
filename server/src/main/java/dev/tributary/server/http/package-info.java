/**
 * The wire: routes that describe themselves, strict JSON, problems in answers, limits, and the one class that knows the HTTP library.
 *
 * <p>Main types: {@link dev.tributary.server.http.HttpServer}, {@link dev.tributary.server.http.Route}, {@link
 * dev.tributary.server.http.Exchange}. Depends on {@code keys} and {@code metrics}; knows nothing of recommending.
 */
@NullMarked
package dev.tributary.server.http;

import org.jspecify.annotations.NullMarked;
