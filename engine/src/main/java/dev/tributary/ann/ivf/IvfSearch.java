package dev.tributary.ann.ivf;

import dev.tributary.settings.Setting;

/**
 * How a search in an {@link IvfIndex} goes.
 *
 * @param nprobe cells that it looks into
 * @param rerank how many of the best by their codes it compares exactly
 */
public record IvfSearch(
    @Setting(value = "cells that a search looks into: more find more and take longer", min = 1, max = 1_000_000) int nprobe,
    @Setting(value = "how many of the best by their codes are compared exactly: more find more and take longer", min = 1, max = 1_000_000) int rerank) {}
