package dev.tributary.retrieval.biassvd;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class BiasSvdContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return BiasSvd.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
