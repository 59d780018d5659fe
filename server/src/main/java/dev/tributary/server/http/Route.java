package dev.tributary.server.http;

import dev.tributary.server.keys.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that can be asked of the service: how it is called, who may call it, what the contract says of it, and what answers. The
 * routing and {@code /openapi.json} are made from the same routes, so that neither can say what the other does not. Immutable.
 *
 * @param path for example {@code /v1/items/{id}}
 * @param role the role that is needed; empty for everybody
 * @param body the schema of the body, by its name; empty when there is none
 * @param bodyTypes the content types of the body
 * @param answers the name of the schema of each successful status; empty text for one without JSON
 * @param problems the statuses of problems beside those that every route has
 * @param computes whether the handler keeps a processor busy for as long as it runs: such requests take turns
 */
public record Route(
    String method,
    String path,
    Optional<Role> role,
    String summary,
    List<Parameter> parameters,
    Optional<String> body,
    List<String> bodyTypes,
    Map<Integer, Content> answers,
    List<Integer> problems,
    boolean computes,
    Handler handler) {
  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    Answer handle(Exchange exchange) throws Exception;
  }

  /** What a successful answer holds. */
  public record Content(String type, String schema, String meaning) {}

  public Route {
    parameters = List.copyOf(parameters);
    bodyTypes = List.copyOf(bodyTypes);
    problems = List.copyOf(problems);
  }

  public static Builder get(String path, Role role) {
    return new Builder("GET", path, Optional.of(role));
  }

  /** A route for everybody. */
  public static Builder getPublic(String path) {
    return new Builder("GET", path, Optional.empty());
  }

  public static Builder post(String path, Role role) {
    return new Builder("POST", path, Optional.of(role));
  }

  public static Builder put(String path, Role role) {
    return new Builder("PUT", path, Optional.of(role));
  }

  public static Builder patch(String path, Role role) {
    return new Builder("PATCH", path, Optional.of(role));
  }

  public static Builder delete(String path, Role role) {
    return new Builder("DELETE", path, Optional.of(role));
  }

  /** Describes a route. Confined: one thread. */
  public static final class Builder {
    private final String method;
    private final String path;
    private final Optional<Role> role;
    private String summary = "";
    private final List<Parameter> parameters = new ArrayList<>();
    private Optional<String> body = Optional.empty();
    private List<String> bodyTypes = List.of();
    private final Map<Integer, Content> answers = new LinkedHashMap<>();
    private final List<Integer> problems = new ArrayList<>();
    private boolean computes;

    private Builder(String method, String path, Optional<Role> role) {
      this.method = method;
      this.path = path;
      this.role = role;
    }

    public Builder summary(String summary) {
      this.summary = summary;
      return this;
    }

    public Builder with(Parameter... parameters) {
      this.parameters.addAll(List.of(parameters));
      return this;
    }

    /** A JSON body of a schema. */
    public Builder body(String schema) {
      return body(schema, Answer.JSON);
    }

    public Builder body(String schema, String... types) {
      body = Optional.of(schema);
      bodyTypes = List.of(types);
      return this;
    }

    /** A successful answer in JSON. */
    public Builder answers(int status, String schema, String meaning) {
      return answers(status, Answer.JSON, schema, meaning);
    }

    public Builder answers(int status, String type, String schema, String meaning) {
      answers.put(status, new Content(type, schema, meaning));
      return this;
    }

    public Builder problems(Integer... statuses) {
      problems.addAll(List.of(statuses));
      return this;
    }

    /** The handler computes, and waits for nothing but the body. */
    public Builder computes() {
      computes = true;
      return this;
    }

    public Route by(Handler handler) {
      return new Route(method, path, role, summary, parameters, body, bodyTypes, answers, problems, computes, handler);
    }
  }
}
