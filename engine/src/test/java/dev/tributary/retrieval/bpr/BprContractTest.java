package dev.tributary.retrieval.bpr;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class BprContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Bpr.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
