/**
 * Where everything comes together: the list of all channels, the training of a whole funnel, and the home folder with its
 * log, store and live view.
 *
 * <p>Main types: {@link dev.tributary.home.Home}, {@link dev.tributary.home.Channels}, {@link
 * dev.tributary.home.Training}. Depends on every room of the engine but {@code simulation}; nothing but programs depends on
 * it.
 */
@NullMarked
package dev.tributary.home;

import org.jspecify.annotations.NullMarked;
