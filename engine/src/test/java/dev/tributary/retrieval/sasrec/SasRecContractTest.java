package dev.tributary.retrieval.sasrec;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class SasRecContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return SasRec.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
