package dev.tributary.client;

import java.util.List;
import java.util.Map;

/**
 * Items for somebody, best first. Immutable.
 *
 * @param responseId to be named by the events that this page leads to
 * @param nextPage token of the page after it; empty when there is none
 * @param degraded what failed or was late while the page was made
 */
public record Page(String responseId, String release, List<Item> items, String nextPage, List<String> degraded) {
  public Page {
    items = List.copyOf(items);
    degraded = List.copyOf(degraded);
  }

  /**
   * One item.
   *
   * @param rank 1 = top; goes on over the pages of a response
   * @param channels that found it; none for one that fills the page
   */
  public record Item(String id, int rank, double score, List<Channel> channels) {
    public Item {
      channels = List.copyOf(channels);
    }
  }

  /**
   * A channel that found an item.
   *
   * @param rank there, 1 = best
   * @param because the interests behind it, strongest first
   */
  public record Channel(String name, int rank, double score, List<String> because) {
    public Channel {
      because = List.copyOf(because);
    }
  }

  static Page of(Map<String, Object> json) {
    return new Page(
        Json.text(json, "responseId"),
        Json.text(json, "release"),
        Json.objects(json, "items").stream().map(Page::item).toList(),
        Json.text(json, "nextPage"),
        Json.texts(json, "degraded"));
  }

  private static Item item(Map<String, Object> json) {
    var channels = Json.objects(json, "channels").stream().map(c -> new Channel(Json.text(c, "name"), (int) Json.number(c, "rank"), Json.number(c, "score"), Json.texts(c, "because"))).toList();
    return new Item(Json.text(json, "id"), (int) Json.number(json, "rank"), Json.number(json, "score"), channels);
  }
}
