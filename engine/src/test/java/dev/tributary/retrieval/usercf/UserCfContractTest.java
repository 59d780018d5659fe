package dev.tributary.retrieval.usercf;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class UserCfContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return UserCf.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
