/**
 * The console: pages for people, served as they lie in the jar. What they show, they ask of the endpoints with the visitor's key.
 *
 * <p>Main type: {@link dev.tributary.server.console.ConsoleRoutes}. Depends on {@code http} alone.
 */
@NullMarked
package dev.tributary.server.console;

import org.jspecify.annotations.NullMarked;
