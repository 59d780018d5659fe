package dev.tributary.ann.hnsw;

import dev.tributary.settings.Setting;

/**
 * How a search in an {@link HnswIndex} goes.
 *
 * @param ef how many near vectors it keeps in hand
 * @param codes whether the walk goes by codes of 8 bits a value, which are made where there are none
 */
public record HnswSearch(
    @Setting(value = "near vectors a search keeps in hand: more find more and take longer", min = 1, max = 1_000_000) int ef,
    @Setting("walk by codes of 8 bits a value and compare the best exactly, rather than all") boolean codes) {}
