package dev.tributary.cli;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.files.IndexFiles;
import dev.tributary.ann.files.IndexKinds;
import dev.tributary.ann.files.VectorFiles;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.recall.Recall;
import dev.tributary.ann.recall.RecallTarget;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Table;
import dev.tributary.cli.terminal.Text;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code tributary index}: vector indexes in files. */
@picocli.CommandLine.Command(
    name = "index",
    description = "Vector indexes: nearest neighbours of vectors in files.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  ./tributary index build --help"},
    subcommands = {IndexCommand.Build.class, IndexCommand.Search.class, IndexCommand.Info.class, IndexCommand.Convert.class, IndexCommand.Check.class})
final class IndexCommand extends Command {
  private static final String METRIC = "How vectors are compared: l2, ip or cosine.";

  @Override
  public Integer call() {
    throw Failure.usage("index needs one of build, search, info, convert, check");
  }

  /** An index file, and what it may not say itself. */
  private static final class IndexOption {
    @Option(names = "--index", paramLabel = "FILE", description = "An index: hnswlib's .bin, Faiss's, or .safetensors of an exact one or an inverted file.")
    private String index = "";

    @Option(names = "--metric", paramLabel = "NAME", description = METRIC + " Needed where the file does not say it (hnswlib, Annoy); Annoy's angular is cosine.")
    private String metric = "";

    @Option(names = "--dim", paramLabel = "N", description = "Values of a vector, for a file of Annoy, which says neither that nor that it is one.")
    private int dimension;

    VectorIndex open(Command command) throws IOException {
      var path = ReadingOptions.existing("--index", command.required("--index", index));
      var named = metric.isEmpty() ? Optional.<Metric>empty() : Optional.of(metric.equals("angular") ? Metric.COSINE : Metric.named(metric));
      if (dimension == 0) {
        return IndexFiles.open(path, named);
      }
      return IndexFiles.openAnnoy(path, named.orElseThrow(() -> Failure.usage("--dim is given for a file of Annoy, which needs --metric too: angular, l2 or ip")), dimension);
    }
  }

  private static Matrix vectors(Command command, String option, String file) throws IOException {
    return VectorFiles.read(ReadingOptions.existing(option, command.required(option, file)));
  }

  private static Map<String, Object> described(VectorIndex index) {
    return fields("metric", index.metric().shortName(), "vectors", index.size(), "rows", index.labels().size(), "dimension", index.dimension(),
        "bytes", index.bytes());
  }

  /** {@code index build}. */
  @picocli.CommandLine.Command(
      name = "build",
      description = "Builds an index of the vectors in a file.",
      footer = {
        "",
        "Example:",
        "  printf 'east 1 0\\nnorth 0 1\\nnortheast 1 1\\n' > demo.txt",
        "  ./tributary index build --vectors demo.txt --metric cosine --type hnsw --set M=8 --out demo.bin"
      })
  static final class Build extends Command {
    @Option(names = "--vectors", paramLabel = "FILE", description = "Vectors: .fvecs .bvecs .ivecs .npy .safetensors, or text of words with values.")
    private String vectors = "";

    @Option(names = "--ids", paramLabel = "FILE", description = "Whole numbers, one a line: the labels of the vectors. Default: 0, 1, 2 and so on.")
    private String ids = "";

    @Option(names = "--metric", paramLabel = "NAME", description = METRIC)
    private String metric = "";

    @Option(names = "--type", paramLabel = "NAME", description = "flat (exact), hnsw (a graph) or ivf (cells and codes). Default: hnsw.")
    private String type = "hnsw";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting, for example M=16 or efConstruction=200. May be given several times.")
    private List<String> set = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the index; a file that is there is replaced.")
    private String out = "";

    @Option(
        names = "--target-recall",
        paramLabel = "R",
        description = "Choose how the index is searched by measuring: the fastest way that finds this share of the true best, for example .95.")
    private double target = Double.NaN;

    @Option(names = "--queries", paramLabel = "FILE", description = "With --target-recall: vectors such as will be asked. Default: a sample of the vectors, moved a little.")
    private String queries = "";

    @Mixin private CountOption count = new CountOption();

    @Override
    public Integer call() throws IOException {
      OutputFile.check("--out", required("--out", out));
      if (!Double.isNaN(target) && (target <= 0 || target > 1)) {
        throw Failure.usage("--target-recall is %s, must be above 0 and at most 1, such as .95", target);
      }
      var as = Metric.named(required("--metric", metric));
      var kind = IndexKinds.named(type);
      var values = vectors(this, "--vectors", vectors);
      var labels = ids.isEmpty() ? Labels.rows(values.rows()) : labels(values.rows());
      long start = System.nanoTime();
      var from = Vectors.of(as, values, labels);
      var index = build(kind, from);
      double seconds = secondsSince(start);
      var said = described(index);
      if (!Double.isNaN(target)) {
        var chosen = choose(kind, index, from);
        index = index.withSearch(chosen.settings());
        said.put("search", chosen.settings());
        said.put("recall", Math.round(chosen.recall() * 1e4) / 1e4);
        said.put("targetReached", chosen.reached());
      }
      IndexFiles.write(index, OutputFile.path("--out", out));
      said.put("seconds", seconds);
      said.put("out", out);
      if (json()) {
        printJson(said);
      } else {
        terminal().note(Text.count(index.size()) + " vectors of " + index.dimension() + " values in " + out + ", built in " + seconds + " s");
        if (!Double.isNaN(target)) {
          terminal().note(advice(said));
        }
      }
      return Failure.DONE;
    }

    private RecallTarget choose(IndexKind<?> kind, VectorIndex index, Vectors from) throws IOException {
      var asked = queries.isEmpty() ? RecallTarget.sample(from, 1000, Job.DEFAULT.seed()) : vectors(this, "--queries", queries);
      var truth = new SearchResults(asked.rows(), count.count());
      FlatIndex.of(from).search(asked, RowFilter.ALL, truth, job("exact scan"));
      return RecallTarget.choose(index, kind.searches(), asked, truth, target, job("measuring"));
    }

    private String advice(Map<String, Object> said) {
      var settings = new ArrayList<String>();
      ((Map<?, ?>) said.get("search")).forEach((name, value) -> settings.add("--set " + name + "=" + value));
      String how = settings.isEmpty() ? "it is exact" : "search it with " + String.join(" ", settings);
      return "recall@" + count.count() + " " + said.get("recall") + (said.get("targetReached").equals(true) ? ": " : ", below the target, is the most it reaches: ") + how;
    }

    private <C extends Record> VectorIndex build(IndexKind<C> kind, Vectors from) {
      var settings = Settings.of(kind.defaults());
      return kind.build(from, settings.parse(SettingsFile.parse(set)), job("building"));
    }

    private Labels labels(int rows) throws IOException {
      var lines = IdFile.read("--ids", ids, terminal().in());
      if (lines.size() != rows) {
        throw Failure.badData("--ids: %s has %d ids for %d vectors", ids, lines.size(), rows);
      }
      var labels = new long[rows];
      for (int row = 0; row < rows; row++) {
        try {
          labels[row] = Long.parseLong(lines.get(row).strip());
        } catch (NumberFormatException e) {
          throw Failure.badData("--ids: '%s' in line %d of %s is no whole number", Text.cut(lines.get(row), 60), row + 1, ids).because(e);
        }
      }
      return Labels.of(labels);
    }
  }

  /** {@code index search}. */
  @picocli.CommandLine.Command(
      name = "search",
      description = "Finds the nearest vectors of each query.",
      footer = {
        "",
        "Example:",
        "  printf 'east 1 0\\nnorth 0 1\\nnortheast 1 1\\n' > demo.txt",
        "  ./tributary index build --vectors demo.txt --metric cosine --type flat --out demo.safetensors",
        "  ./tributary index search --index demo.safetensors --queries demo.txt -k 2"
      })
  static final class Search extends Command {
    @Mixin private IndexOption index = new IndexOption();

    @Option(names = "--queries", paramLabel = "FILE", description = "Vectors to find neighbours of, in any format of vectors.")
    private String queries = "";

    @Mixin private CountOption count = new CountOption();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting of the search, for example ef=100.")
    private List<String> set = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write: .ivecs or .npy (ids), .json (ids and scores); - is JSON on standard output, the default.")
    private String out = "-";

    @Override
    public Integer call() throws IOException {
      OutputFile.check("--out", out);
      int k = count.count();
      var searched = index.open(this).withSearch(SettingsFile.parse(set));
      var asked = vectors(this, "--queries", queries);
      var results = new SearchResults(asked.rows(), k);
      searched.search(asked, RowFilter.ALL, results, job("searching"));
      if (OutputFile.isStandardOutput(out) || out.endsWith(".json")) {
        OutputFile.write(out, JsonMapper.shared().writeValueAsString(document(results)) + "\n", terminal());
      } else {
        VectorFiles.writeLabels(results, OutputFile.path("--out", out));
      }
      if (!OutputFile.isStandardOutput(out)) {
        if (json()) {
          printJson(fields("queries", asked.rows(), "k", k, "out", out));
        } else {
          terminal().note(Text.count(asked.rows()) + " queries answered in " + out);
        }
      }
      return Failure.DONE;
    }

    private static Map<String, Object> document(SearchResults results) {
      return fields(
          "ids",
          IntStream.range(0, results.queries())
              .mapToObj(query -> IntStream.range(0, results.size(query)).mapToObj(rank -> results.label(query, rank)).toList())
              .toList(),
          "scores",
          IntStream.range(0, results.queries())
              .mapToObj(query -> IntStream.range(0, results.size(query)).mapToObj(rank -> results.score(query, rank)).toList())
              .toList());
    }
  }

  /** {@code index info}. */
  @picocli.CommandLine.Command(
      name = "info",
      description = "What an index holds.",
      footer = {
        "",
        "Example:",
        "  printf 'east 1 0\\nnorth 0 1\\nnortheast 1 1\\n' > demo.txt",
        "  ./tributary index build --vectors demo.txt --metric l2 --type hnsw --out demo.bin",
        "  ./tributary index info --index demo.bin --metric l2"
      })
  static final class Info extends Command {
    @Mixin private IndexOption index = new IndexOption();

    @Override
    public Integer call() throws IOException {
      var said = described(index.open(this));
      if (json()) {
        printJson(said);
      } else {
        said.forEach((name, value) -> terminal().println(String.format(Locale.ROOT, "%-10s %s", name, value)));
      }
      return Failure.DONE;
    }
  }

  /** {@code index convert}. */
  @picocli.CommandLine.Command(
      name = "convert",
      description = "Writes an index in the format of another library.",
      footer = {
        "",
        "The name of the new file says its format: .faiss is Faiss's (exact, inverted file), .bin is hnswlib's (HNSW), .safetensors is this engine's (exact, inverted file).",
        "",
        "Example:",
        "  printf 'east 1 0\\nnorth 0 1\\nnortheast 1 1\\n' > demo.txt",
        "  ./tributary index build --vectors demo.txt --metric l2 --type flat --out demo.safetensors",
        "  ./tributary index convert --index demo.safetensors --out demo.faiss"
      })
  static final class Convert extends Command {
    @Mixin private IndexOption index = new IndexOption();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; a file that is there is replaced.")
    private String out = "";

    @Override
    public Integer call() throws IOException {
      OutputFile.check("--out", required("--out", out));
      var opened = index.open(this);
      checkFormat(opened);
      IndexFiles.write(opened, OutputFile.path("--out", out));
      if (json()) {
        var said = described(opened);
        said.put("out", out);
        printJson(said);
      } else {
        terminal().note(Text.count(opened.size()) + " vectors of " + opened.dimension() + " values in " + out);
      }
      return Failure.DONE;
    }

    /** A graph has one format, the others two: a name that promises another is refused, so that nobody finds out when it is opened elsewhere. */
    private void checkFormat(VectorIndex opened) {
      boolean graph = opened instanceof HnswIndex;
      if (graph != out.endsWith(".bin")) {
        throw Failure.usage(
            "--out: %s; name it %s, or build an index of another type from the vectors",
            graph ? "a graph of HNSW is written as hnswlib's .bin" : "hnswlib's .bin holds graphs of HNSW, this is none",
            graph ? "….bin" : "….faiss or ….safetensors");
      }
    }
  }

  /** {@code index check}. */
  @picocli.CommandLine.Command(
      name = "check",
      description = "Measures an index: recall against the exact scan, queries per second of one thread, bytes of a vector.",
      footer = {
        "",
        "Example:",
        "  printf 'east 1 0\\nnorth 0 1\\nnortheast 1 1\\n' > demo.txt",
        "  ./tributary index build --vectors demo.txt --metric l2 --type hnsw --out demo.bin",
        "  ./tributary index check --index demo.bin --metric l2 --vectors demo.txt --queries demo.txt -k 2"
      })
  static final class Check extends Command {
    @Mixin private IndexOption index = new IndexOption();

    @Option(names = "--vectors", paramLabel = "FILE", description = "The vectors the index was built of: the truth.")
    private String vectors = "";

    @Option(names = "--queries", paramLabel = "FILE", description = "Vectors to search with.")
    private String queries = "";

    @Mixin private CountOption count = new CountOption();

    @Option(names = "--sweep", paramLabel = "KEY=A,B,…", description = "A setting of the search and the values to measure, for example ef=20,40,80.")
    private String sweep = "";

    @Override
    public Integer call() throws IOException {
      int k = count.count();
      var opened = index.open(this);
      if (opened.size() < opened.labels().size()) {
        throw Failure.usage("--index: %d of its vectors are deleted; build it again without them, then measure", opened.labels().size() - opened.size());
      }
      var base = Vectors.of(opened.metric(), vectors(this, "--vectors", vectors), labels(opened));
      var asked = vectors(this, "--queries", queries);
      var settings = settings();
      var truth = new SearchResults(asked.rows(), k);
      FlatIndex.of(base).search(asked, RowFilter.ALL, truth, job("exact scan"));
      var rows = new ArrayList<Map<String, Object>>();
      for (var setting : settings) {
        rows.add(measure(opened.withSearch(setting), setting, asked, truth));
      }
      if (json()) {
        printJson(rows);
      } else {
        var table = new Table("setting", "recall@" + k, "single qps", "batched qps", "bytes a vector");
        rows.forEach(row -> table.row(row.values().toArray()));
        terminal().print(table.plain());
      }
      return Failure.DONE;
    }

    /** The vectors of the file are called as the rows of the index. */
    private static Labels labels(VectorIndex index) {
      return Labels.of(LongStream.range(0, index.labels().size()).map(row -> index.labels().label((int) row)).toArray());
    }

    private List<Map<String, String>> settings() {
      if (sweep.isEmpty()) {
        return List.of(Map.of());
      }
      int equals = sweep.indexOf('=');
      if (equals < 1) {
        throw Failure.usage("--sweep is '%s', must be KEY=A,B,… such as ef=20,40,80", sweep);
      }
      return Arrays.stream(sweep.substring(equals + 1).split(",")).map(value -> Map.of(sweep.substring(0, equals), value.strip())).toList();
    }

    private Map<String, Object> measure(VectorIndex index, Map<String, String> setting, Matrix asked, SearchResults truth) {
      var single = new SearchResults(asked.rows(), truth.k());
      var query = new float[asked.columns()];
      var found = new SearchResult();
      double[] seconds = new double[2];
      for (int pass = 0; pass < 2; pass++) { // the first one lets the compiler do its work
        long start = System.nanoTime();
        for (int n = 0; n < asked.rows(); n++) {
          asked.copyRow(n, query);
          index.search(query, truth.k(), RowFilter.ALL, found);
          single.set(n, found);
        }
        seconds[0] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        index.search(asked, RowFilter.ALL, new SearchResults(asked.rows(), truth.k()), new Job(1, 0, Progress.NONE));
        seconds[1] = (System.nanoTime() - start) / 1e9;
      }
      var row = new LinkedHashMap<String, Object>();
      row.put("setting", setting.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).findFirst().orElse(""));
      row.put("recall", Math.round(Recall.of(single, truth) * 1e4) / 1e4);
      row.put("queriesPerSecond", Math.round(asked.rows() / seconds[0]));
      row.put("queriesPerSecondBatched", Math.round(asked.rows() / seconds[1]));
      row.put("bytesPerVector", Math.round(index.bytes() / (double) Math.max(1, index.labels().size())));
      return row;
    }
  }
}
