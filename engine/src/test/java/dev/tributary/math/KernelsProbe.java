package dev.tributary.math;

/** What a process without the Vector API says; run by {@link KernelsTest}. */
final class KernelsProbe {
  private KernelsProbe() {}

  public static void main(String[] args) {
    System.out.println(Kernels.description() + " " + Kernels.vectorized() + " " + Kernels.dot(new float[] {1, 2}, new float[] {3, 4}));
  }
}
