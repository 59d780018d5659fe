package dev.tributary.retrieval.slim;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class SlimContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Slim.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
