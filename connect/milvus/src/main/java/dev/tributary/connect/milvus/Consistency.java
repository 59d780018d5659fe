package dev.tributary.connect.milvus;

import io.milvus.v2.common.ConsistencyLevel;

/** How new the data must be that a search of Milvus sees. The newer, the longer it waits for the server to catch up. */
public enum Consistency {
  /** All that anybody has written. Each search waits for a tick of the server's clock, some tenths of a second. */
  STRONG(ConsistencyLevel.STRONG),
  /** All that this collection object and others of the same process have written; waits after a write only. */
  SESSION(ConsistencyLevel.SESSION),
  /** All but the last seconds, as the server is set; does not wait. */
  BOUNDED(ConsistencyLevel.BOUNDED),
  /** Whatever the server has at hand; does not wait. */
  EVENTUALLY(ConsistencyLevel.EVENTUALLY);

  private final ConsistencyLevel level;

  Consistency(ConsistencyLevel level) {
    this.level = level;
  }

  ConsistencyLevel level() {
    return level;
  }
}
