package dev.tributary.retrieval.swing;

import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;

class SwingContractTest extends ChannelContract {
  @Override
  protected ChannelKind<?> kind() {
    return Swing.KIND;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
