package dev.tributary.retrieval.content;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class ContentContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Content.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
