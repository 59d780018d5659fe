/** Tributary, a recommender engine: the library. */
module dev.tributary.engine {
  requires tools.jackson.databind;
  requires org.snakeyaml.engine;
  requires static org.jspecify;
  requires static jdk.incubator.vector;

  uses dev.tributary.data.TableFormat;
  uses dev.tributary.data.Unpacker;

  exports dev.tributary.math;
  exports dev.tributary.data;
  exports dev.tributary.catalog;
  exports dev.tributary.catalog.filter;
  exports dev.tributary.settings;
  exports dev.tributary.log;
  exports dev.tributary.model;
  exports dev.tributary.ann;
  exports dev.tributary.ann.flat;
  exports dev.tributary.ann.ivf;
  exports dev.tributary.ann.hnsw;
  exports dev.tributary.ann.files;
  exports dev.tributary.ann.live;
  exports dev.tributary.ann.recall;
  exports dev.tributary.retrieval;
  exports dev.tributary.retrieval.itemitem;
  exports dev.tributary.retrieval.itemcf;
  exports dev.tributary.retrieval.ease;
  exports dev.tributary.retrieval.graphfilter;
  exports dev.tributary.retrieval.popular;
  exports dev.tributary.retrieval.rp3beta;
  exports dev.tributary.retrieval.slim;
  exports dev.tributary.retrieval.content;
  exports dev.tributary.retrieval.swing;
  exports dev.tributary.retrieval.transitions;
  exports dev.tributary.retrieval.usercf;
  exports dev.tributary.retrieval.vectors;
  exports dev.tributary.retrieval.wals;
  exports dev.tributary.retrieval.sgd;
  exports dev.tributary.retrieval.bpr;
  exports dev.tributary.retrieval.warp;
  exports dev.tributary.retrieval.logisticmf;
  exports dev.tributary.retrieval.funksvd;
  exports dev.tributary.retrieval.biassvd;
  exports dev.tributary.retrieval.fm;
  exports dev.tributary.live;
  exports dev.tributary.ranking.blend;
  exports dev.tributary.reranking;
  exports dev.tributary.funnel;
  exports dev.tributary.stats;
  exports dev.tributary.evaluation;
  exports dev.tributary.simulation;
  exports dev.tributary.home;
}
