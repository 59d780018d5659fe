package dev.tributary.retrieval.embedding;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class EmbeddingContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Embedding.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
