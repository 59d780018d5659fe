/**
 * The service: one process that holds a home and answers over HTTP.
 *
 * <p>Main types: {@link dev.tributary.server.Service}, {@link dev.tributary.server.ServiceSettings}. Depends on every room of the
 * service; only programs depend on it.
 */
@NullMarked
package dev.tributary.server;

import org.jspecify.annotations.NullMarked;
