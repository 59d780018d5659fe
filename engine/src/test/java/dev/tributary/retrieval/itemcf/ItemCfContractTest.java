package dev.tributary.retrieval.itemcf;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class ItemCfContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return ItemCf.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
