package dev.tributary.retrieval.fm;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class FmContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Fm.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
