package dev.tributary.retrieval.wals;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelContract;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** WALS as a channel, with items that lean towards what their attributes say. */
class WalsAttributesContractTest extends ChannelContract {
  private static final ChannelKind<WalsConfig> LEANING =
      new ChannelKind<>() {
        @Override
        public String name() {
          return Wals.KIND.name();
        }

        @Override
        public String summary() {
          return Wals.KIND.summary();
        }

        @Override
        public WalsConfig defaults() {
          return WalsConfig.DEFAULT.withAttributes(1);
        }

        @Override
        public WalsTrainer trainer(WalsConfig settings) {
          return Wals.KIND.trainer(settings);
        }

        @Override
        public WalsModel read(Bundle bundle) throws IOException {
          return Wals.KIND.read(bundle);
        }

        @Override
        public Estimate estimate(WalsConfig settings, TrainingData data) {
          return Wals.KIND.estimate(settings, data);
        }
      };

  @Override
  protected ChannelKind<?> kind() {
    return LEANING;
  }

  @Override
  protected boolean personal() {
    return true;
  }
}
