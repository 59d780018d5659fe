package dev.tributary.cli.audience;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an audience asks of a service. Thread-safe. */
final class ServiceClient {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI address;
  private final String key;

  ServiceClient(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  /** A page that was served. */
  record Served(String responseId, List<String> items) {}

  Served page(String user, int count) throws IOException, InterruptedException {
    var page = send("POST", "/v1/recommend", Map.of("user", user, "count", count));
    return new Served(page.get("responseId").asString(), ids(page));
  }

  List<String> popular(int count) throws IOException, InterruptedException {
    return ids(send("GET", "/v1/popular?count=" + count, Map.of()));
  }

  private static List<String> ids(JsonNode list) {
    var ids = new ArrayList<String>();
    list.get("items").forEach(item -> ids.add(item.get("id").asString()));
    return ids;
  }

  void events(List<Map<String, Object>> events) throws IOException, InterruptedException {
    send("POST", "/v1/events", events);
  }

  void report(Map<String, Object> visits) throws IOException, InterruptedException {
    send("POST", "/v1/insights/audience", visits);
  }

  private JsonNode send(String method, String path, Object body) throws IOException, InterruptedException {
    var publisher = method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE).header("Authorization", "Bearer " + key).header("Content-Type", "application/json").method(method, publisher).build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(method + " " + path + " was answered with " + response.statusCode() + ": " + response.body());
    }
    return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
  }
}
