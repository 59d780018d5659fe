package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FollowsTest {
  @Test
  void theLaterOfFollowAndUnfollowCounts() {
    var follows = new Follows();
    follows.add("ann", Signal.UNFOLLOW, "leo");
    follows.add("ann", Signal.FOLLOW, "mia");
    follows.add("ann", Signal.FOLLOW, "leo");
    follows.add("ann", Signal.FOLLOW, "");
    follows.add("ann", Signal.CLICK, "zoe");
    assertThat(follows.of("ann")).containsExactly("leo", "mia");
    follows.add("ann", Signal.UNFOLLOW, "mia");
    assertThat(follows.of("ann")).containsExactly("leo");
    assertThat(follows.of("bob")).isEmpty();
  }
}
