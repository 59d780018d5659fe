package dev.tributary.retrieval.newest;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class NewestContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Newest.KIND;
  }

  @Override
  protected boolean personal() {
    return false;
  }
}
