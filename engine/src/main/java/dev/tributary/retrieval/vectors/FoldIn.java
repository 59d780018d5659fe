package dev.tributary.retrieval.vectors;

/**
 * Makes a user's vector out of interests, whoever has them; the vectors of items stand still. May hold scratch memory: confined, one per
 * thread.
 */
public interface FoldIn {
  /**
   * Makes the vector of a user with these interests.
   *
   * @param items different items, in the model's ints, newest first; the first {@code count} places hold them
   * @param likes how much each is liked, above 0
   * @param count 1 or more
   * @param vector overwritten
   */
  void vector(int[] items, float[] likes, int count, float[] vector);

  /**
   * What each interest gave to the vector made last: the parts sum to it. So the product of a part and an item's vector is what the
   * interest adds to the item's score.
   *
   * @param parts overwritten: part n begins at place n × length of the vector
   */
  void parts(float[] parts);
}
