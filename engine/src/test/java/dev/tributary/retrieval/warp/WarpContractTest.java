package dev.tributary.retrieval.warp;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class WarpContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Warp.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
