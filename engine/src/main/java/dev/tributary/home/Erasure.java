package dev.tributary.home;

import java.util.List;

/**
 * What the erasing of a user has done, and what is still to come. Immutable.
 *
 * @param user the id
 * @param known whether the live view knew the user
 * @param itemsMet how many items the live view knew of the user; it knows none now
 * @param sequence number of the log's record of the erasure: what earlier records say of the user counts nowhere from now on, and goes from the
 *     files with the next {@link Home#upkeep}
 * @param releases the releases trained before, whose bundles hold what was learned from this user among others: sums and, in UserCF, the
 *     id with its interests. The next release trained is without
 */
public record Erasure(String user, boolean known, int itemsMet, long sequence, List<String> releases) {
  public Erasure {
    releases = List.copyOf(releases);
  }
}
