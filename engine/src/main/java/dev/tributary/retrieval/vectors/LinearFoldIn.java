package dev.tributary.retrieval.vectors;

/** A fold-in whose vector is a sum of what each interest gives, so that a score says exactly which interest it owes how much. */
public interface LinearFoldIn extends FoldIn {
  /**
   * What each interest gave to the vector made last: the parts sum to it. So the product of a part and an item's vector is what the
   * interest adds to the item's score.
   *
   * @param parts overwritten: part n begins at place n × length of the vector
   */
  void parts(float[] parts);
}
