package dev.tributary.retrieval.ease;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class EaseContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Ease.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
