/**
 * A simulated audience in front of a service: newcomers ask for pages, click as their hidden tastes tell them, and come again.
 *
 * <p>Main type: {@link dev.tributary.cli.audience.Audience}. It knows the engine's simulation, and the service by HTTP alone.
 */
@NullMarked
package dev.tributary.cli.audience;

import org.jspecify.annotations.NullMarked;
