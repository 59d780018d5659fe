package dev.tributary.retrieval.dssm;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class DssmContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Dssm.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
