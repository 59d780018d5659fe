package dev.tributary.retrieval.usercf;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.util.Map;

/** The channel UserCF (用户协同过滤). */
public final class UserCf implements ChannelKind<UserCfConfig> {
  /** The only one. */
  public static final UserCf KIND = new UserCf();

  private UserCf() {}

  @Override
  public String name() {
    return "usercf";
  }

  @Override
  public String summary() {
    return "what those like who like the same things as the user";
  }

  @Override
  public UserCfConfig defaults() {
    return UserCfConfig.DEFAULT;
  }

  @Override
  public Map<String, UserCfConfig> presets() {
    return Map.of("course", UserCfConfig.COURSE, "damped", UserCfConfig.COURSE.withSimilarity(UserSimilarity.DAMPED));
  }

  @Override
  public UserCfTrainer trainer(UserCfConfig settings) {
    return new UserCfTrainer(settings);
  }

  @Override
  public UserCfModel read(Bundle bundle) throws IOException {
    return UserCfModel.read(bundle);
  }

  @Override
  public Estimate estimate(UserCfConfig settings, TrainingData data) {
    var interests = data.interests();
    long rows = interests.users().size() + interests.items().size();
    return new Estimate(20L * rows + 4096, 16 * interests.size() + 20 * rows, 1e-7 * interests.size() + 1e-6);
  }
}
