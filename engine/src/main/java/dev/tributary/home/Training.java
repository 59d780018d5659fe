package dev.tributary.home;

import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Scene;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.ranking.blend.BlendTrainer;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Indexing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains all that a funnel needs: fits the blend on channels that have not seen the newest part of the log, then trains the
 * channels on all of it and keeps the weights. Immutable.
 */
public final class Training {
  private final Map<String, Trainer<? extends ChannelModel>> trainers;
  private final Map<String, ChannelKind<?>> kinds;
  private final Scene scene;
  private final Indexing indexing;

  private Training(Map<String, Trainer<? extends ChannelModel>> trainers, Map<String, ChannelKind<?>> kinds, Scene scene, Indexing indexing) {
    this.trainers = trainers;
    this.kinds = kinds;
    this.scene = scene;
    this.indexing = indexing;
  }

  /** Every channel with its default settings, and the default scene. */
  public static Training ofDefaults(List<ChannelKind<?>> kinds) {
    var trainers = new LinkedHashMap<String, Trainer<? extends ChannelModel>>();
    var byName = new LinkedHashMap<String, ChannelKind<?>>();
    for (ChannelKind<?> kind : kinds) {
      trainers.put(kind.name(), defaultTrainer(kind));
      byName.put(kind.name(), kind);
    }
    return new Training(trainers, byName, Scene.DEFAULT, Indexing.DEFAULT);
  }

  private static <C extends Record> Trainer<? extends ChannelModel> defaultTrainer(ChannelKind<C> kind) {
    return kind.trainer(kind.defaults());
  }

  /** The same training with other settings for one channel. */
  public <C extends Record> Training with(ChannelKind<C> kind, C settings) {
    var changed = new LinkedHashMap<>(trainers);
    changed.put(kind.name(), kind.trainer(settings));
    var byName = new LinkedHashMap<>(kinds);
    byName.put(kind.name(), kind);
    return new Training(changed, byName, scene, indexing);
  }

  /** The same training for another scene. */
  public Training withScene(Scene scene) {
    return new Training(trainers, kinds, scene, indexing);
  }

  /** The same training where channels of vectors are searched in another way. */
  public Training withIndexing(Indexing indexing) {
    return new Training(trainers, kinds, scene, indexing);
  }

  /** The channels, in the funnel's order. */
  public List<String> channels() {
    return List.copyOf(trainers.keySet());
  }

  /**
   * What was trained.
   *
   * @param models by channel, in the funnel's order
   * @param blend the weights and how they came about
   * @param seconds of each channel's training, and of the blend's
   */
  public record Trained(Map<String, ChannelModel> models, BlendTrainer.Fitted blend, Scene scene, Map<String, Double> seconds) {
    /** Opens a funnel over a live view, whose catalog may know more or fewer items than the models. */
    public Funnel open(Live live, String release, InstantSource clock) {
      var channels = new ArrayList<Channel>();
      for (ChannelModel model : models.values()) {
        channels.add(model.open(live.catalog().indexesOf(model.items())));
      }
      return new Funnel(scene, channels, blend.blend(), live, release, clock);
    }
  }

  /** Trains everything, and indexes what is to be searched through an index. Each channel and the blend has a seed of its own, derived from the job's. */
  public Trained train(TrainingData data, Job job) {
    var seconds = new LinkedHashMap<String, Double>();
    long begun = System.nanoTime();
    var blend = new BlendTrainer(trainers, scene.quota()).train(data, job);
    seconds.put("blend", (System.nanoTime() - begun) / 1e9);
    var models = new LinkedHashMap<String, ChannelModel>();
    for (var channel : trainers.entrySet()) {
      begun = System.nanoTime();
      var own = job.withSeed(Seeds.of(job.seed(), channel.getKey()));
      models.put(channel.getKey(), indexing.apply(channel.getValue().train(data, own), own));
      seconds.put(channel.getKey(), (System.nanoTime() - begun) / 1e9);
    }
    return new Trained(models, blend, scene, seconds);
  }
}
