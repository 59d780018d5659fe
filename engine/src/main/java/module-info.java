/** Tributary, a recommender engine: the library. */
module dev.tributary.engine {
  requires tools.jackson.databind;
  requires org.snakeyaml.engine;
  requires static org.jspecify;
  requires static jdk.incubator.vector;

  exports dev.tributary.math;
  exports dev.tributary.data;
  exports dev.tributary.catalog;
  exports dev.tributary.settings;
  exports dev.tributary.log;
  exports dev.tributary.model;
  exports dev.tributary.retrieval;
  exports dev.tributary.stats;
  exports dev.tributary.evaluation;
  exports dev.tributary.simulation;
}
