package dev.tributary.retrieval.softmaxdnn;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class SoftmaxDnnContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return SoftmaxDnn.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
