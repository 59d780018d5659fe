package dev.tributary.retrieval.twotower;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class TwoTowerContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return TwoTower.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
