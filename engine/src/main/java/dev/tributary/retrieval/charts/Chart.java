package dev.tributary.retrieval.charts;

/** Items in the order of their scores, best first, equal ones in the order of ties; both arrays equally long, not copied. Immutable. */
record Chart(int[] items, float[] scores) {}
