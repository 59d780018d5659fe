package dev.tributary.retrieval.graphfilter;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class GraphFilterContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return GraphFilter.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
