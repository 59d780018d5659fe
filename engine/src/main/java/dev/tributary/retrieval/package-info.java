/**
 * The first stage of the funnel: many channels (召回通道), each one way to find candidates. One package for each channel,
 * named as the channel; delete the folder and the channel is gone.
 *
 * <p>Main types: {@link dev.tributary.retrieval.Channel} (serves), {@link dev.tributary.retrieval.ChannelModel}
 * (trained, on disk), {@link dev.tributary.retrieval.Trainer}, {@link dev.tributary.retrieval.ChannelKind} (all that the
 * house knows of a channel). Depends on {@code model, catalog, settings, data, math}.
 */
@NullMarked
package dev.tributary.retrieval;

import org.jspecify.annotations.NullMarked;
