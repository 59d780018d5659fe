package dev.tributary.retrieval.wals;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class WalsContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Wals.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
