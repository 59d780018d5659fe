package dev.tributary.retrieval.funksvd;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class FunkSvdContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return FunkSvd.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
