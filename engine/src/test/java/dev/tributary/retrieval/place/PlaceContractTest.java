package dev.tributary.retrieval.place;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class PlaceContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Place.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
