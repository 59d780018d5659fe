package dev.tributary.retrieval.transitions;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class TransitionsContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Transitions.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
