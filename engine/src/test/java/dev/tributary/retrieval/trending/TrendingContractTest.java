package dev.tributary.retrieval.trending;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class TrendingContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Trending.KIND;
  }

  @Override
  protected boolean personal() {
    return false;
  }
}
