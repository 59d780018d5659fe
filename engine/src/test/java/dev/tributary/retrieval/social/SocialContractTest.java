package dev.tributary.retrieval.social;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class SocialContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Social.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
