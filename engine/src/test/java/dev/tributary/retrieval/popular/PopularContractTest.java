package dev.tributary.retrieval.popular;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class PopularContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Popular.KIND;
  }

  @Override
  protected boolean personal() {
    return false;
  }
}
