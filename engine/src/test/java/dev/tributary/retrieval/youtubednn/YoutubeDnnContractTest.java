package dev.tributary.retrieval.youtubednn;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class YoutubeDnnContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return YoutubeDnn.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
