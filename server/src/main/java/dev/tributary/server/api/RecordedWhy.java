package dev.tributary.server.api;

import dev.tributary.funnel.Why;
import dev.tributary.log.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An item's way as a response's recorded pages tell it: the channels that found it, its place, or the stage that removed it. Holds nothing. */
final class RecordedWhy {
  private RecordedWhy() {}

  /** @param pages of one response, first page first; not empty */
  static Why of(List<Response> pages, String item) {
    var steps = new ArrayList<Why.Step>();
    int before = 0;
    int position = 0;
    for (Response page : pages) {
      for (int n = 0; n < page.items().size() && position == 0; n++) {
        var shown = page.items().get(n);
        if (shown.item().equals(item)) {
          position = before + n + 1;
          shown.channels().forEach(found -> steps.add(new Why.Step(found.channel(), String.format(Locale.ROOT, "rank %d, score %.4f", found.rank(), found.score()))));
          steps.add(new Why.Step("ranking", String.format(Locale.ROOT, "score %.4f", shown.score())));
          steps.add(new Why.Step("page", "position " + position + ", served at " + Instant.ofEpochMilli(page.time())));
        }
      }
      before += page.items().size();
    }
    if (position == 0) {
      for (Response page : pages) {
        page.cuts().stream().filter(cut -> cut.item().equals(item)).forEach(cut -> steps.add(new Why.Step(cut.stage(), String.format(Locale.ROOT, "removed it at rank %d, score %.4f", cut.rank(), cut.score()))));
      }
      steps.add(new Why.Step("page", "not among the " + before + " items that were served"));
    }
    return new Why(pages.getFirst().user(), item, position, steps);
  }
}
