package dev.tributary.math;

/**
 * One step of Adam (Kingma, Ba, ICLR 2015), with decay beside it (Loshchilov, Hutter, ICLR 2019): {@code m = keep1·m + (1 − keep1)·s·g}, {@code v = keep2·v + (1 − keep2)·(s·g)²} and
 * {@code w = stay·w − rate·m / (correction·√v + epsilon)}.
 *
 * @param scale s, of the gradient
 * @param rate the learning rate over {@code 1 − keep1^steps}
 * @param correction {@code 1 / √(1 − keep2^steps)}
 * @param stay what decay leaves of a value, 1 without
 */
public record AdamStep(float scale, float keep1, float new1, float keep2, float new2, float rate, float correction, float epsilon, float stay) {}
