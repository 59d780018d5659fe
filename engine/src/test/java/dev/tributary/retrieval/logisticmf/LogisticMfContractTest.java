package dev.tributary.retrieval.logisticmf;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class LogisticMfContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return LogisticMf.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
