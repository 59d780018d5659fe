package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Nearest;
import io.milvus.v2.common.IndexParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of index that a Milvus server builds, with the field's names for their settings. Which of them a server has depends on its version. */
public enum MilvusIndexType {
  /** Whatever the server thinks best. */
  AUTOINDEX(List.of(), List.of()),
  /** Exact. */
  FLAT(List.of(), List.of()),
  /** Cells: {@code nlist}; searched with {@code nprobe}. */
  IVF_FLAT(List.of(Parameter.NLIST), List.of(Parameter.NPROBE)),
  /** The same with 8 bits a value. */
  IVF_SQ8(List.of(Parameter.NLIST), List.of(Parameter.NPROBE)),
  /** The same with {@code m} codes of {@code nbits} for each vector; m divides the dimension. */
  IVF_PQ(List.of(Parameter.NLIST, new Parameter("m", 1, 32_768, 8), new Parameter("nbits", 1, 16, 8)), List.of(Parameter.NPROBE)),
  /** Cells with codes of 4 bits. */
  SCANN(List.of(Parameter.NLIST), List.of(Parameter.NPROBE)),
  /** A graph: {@code M}, {@code efConstruction}; searched with {@code ef}. */
  HNSW(List.of(new Parameter("M", 2, 2048, 16), new Parameter("efConstruction", 1, 1_000_000, 200)), List.of(new Parameter("ef", 1, 1_000_000, 64))),
  /** A graph on the server's disk; searched with {@code search_list}. */
  DISKANN(List.of(), List.of(new Parameter("search_list", 1, 65_535, 64)));

  /**
   * One setting.
   *
   * @param initial where none is given
   */
  private record Parameter(String name, int min, int max, int initial) {
    static final Parameter NLIST = new Parameter("nlist", 1, 65_536, 1024);
    static final Parameter NPROBE = new Parameter("nprobe", 1, 65_536, 16);
  }

  /** These must not be smaller than what a search asks for. */
  private static final List<String> GROW = List.of("ef", "search_list");

  private final List<Parameter> build;
  private final List<Parameter> search;

  MilvusIndexType(List<Parameter> build, List<Parameter> search) {
    this.build = build;
    this.search = search;
  }

  IndexParam.IndexType type() {
    return IndexParam.IndexType.valueOf(name());
  }

  /** The settings of a build: what is given, and the defaults of the rest. */
  Map<String, Integer> build(Map<String, ?> given) {
    return settings("the build of", build, Map.of(), given);
  }

  /** The settings of a search: what is given, and {@code before} or the defaults of the rest. */
  Map<String, Integer> search(Map<String, Integer> before, Map<String, ?> given) {
    return settings("a search in", search, before, given);
  }

  /** The settings of a search for so many rows. */
  static Map<String, Integer> search(Map<String, Integer> settings, int limit) {
    var grown = new TreeMap<>(settings);
    GROW.forEach(name -> grown.computeIfPresent(name, (_, value) -> Math.max(value, limit)));
    return grown;
  }

  private Map<String, Integer> settings(String what, List<Parameter> parameters, Map<String, Integer> before, Map<String, ?> given) {
    var names = parameters.stream().map(Parameter::name).toList();
    for (String name : given.keySet()) {
      require(!names.isEmpty(), "%s %s has no settings; given are %s", what, name(), String.join(" ", given.keySet()));
      require(names.contains(name), "unknown setting '%s' of %s %s; did you mean '%s'? The settings are %s", name, what, name(), Nearest.of(name, names), String.join(" ", names));
    }
    var settings = new TreeMap<String, Integer>();
    for (var parameter : parameters) {
      Object value = given.get(parameter.name);
      settings.put(parameter.name, value == null ? before.getOrDefault(parameter.name, parameter.initial) : number(parameter, value));
    }
    return settings;
  }

  private int number(Parameter parameter, Object value) {
    var problem = new ArrayList<NumberFormatException>(1);
    long number = 0;
    try {
      number = Long.parseLong(value.toString());
    } catch (NumberFormatException e) {
      problem.add(e);
    }
    require(problem.isEmpty() && number >= parameter.min && number <= parameter.max, "%s is '%s', allowed %d..%d; start with %d", parameter.name, value, parameter.min, parameter.max, parameter.initial);
    return (int) number;
  }
}
