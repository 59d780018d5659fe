package dev.tributary.retrieval.rp3beta;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class Rp3betaContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Rp3beta.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
