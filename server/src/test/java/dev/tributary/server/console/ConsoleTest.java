package dev.tributary.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.server.Service;
import dev.tributary.server.ServiceSettings;
import dev.tributary.server.keys.Role;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser, with real clicks, over a service with a small community. */
class ConsoleTest {
  @TempDir private static Path folder;
  private static Service service;
  private static String key;
  private static Browser browser;

  private final ConsoleVisit console = new ConsoleVisit(browser, service == null ? "" : service.address().toString());
  private int errorsBefore;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    var program = Browser.program();
    assumeTrue(program.isPresent(), "no Chromium on the PATH; install the package chromium to test the console");
    var settings = Settings.of(ServiceSettings.DEFAULT).parse(Map.of("port", "0", "retrainAt", ""));
    service = Service.start(CommunityHome.make(folder.resolve("home")), settings, InstantSource.system());
    key = service.created().stream().filter(created -> created.key().role() == Role.ADMIN).findFirst().orElseThrow().text();
    browser = new Browser(program.get());
    var console = new ConsoleVisit(browser, service.address().toString());
    console.open();
    console.signIn(key);
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @BeforeEach
  void begin() {
    errorsBefore = browser.errors().size();
    browser.size(1280, 900);
    console.language("en");
    console.go("feed");
    browser.awaitElement(".card");
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.errors().stream().skip(errorsBefore)).isEmpty();
    assertThat(browser.requested()).allMatch(address -> address.startsWith(service.address().toString()) || address.startsWith("data:") || address.equals("about:blank"));
    assertThat(browser.requested()).noneMatch(address -> address.contains(key));
  }

  private static List<String> cards() {
    var ids = new ArrayList<String>();
    browser.evaluate("[...document.querySelectorAll('.card')].map(e => e.dataset.item)").forEach(id -> ids.add(id.asString()));
    return ids;
  }

  @Test
  void aLikeIsAnEventInTheLogAndChangesTheNextPage() throws IOException {
    browser.click(".toolbar button:nth-of-type(2)"); // a newcomer
    browser.await("document.querySelector('.toolbar input').value.startsWith('guest-') && document.querySelector('.cards')?.getAttribute('aria-busy') === 'false'");
    String user = browser.evaluate("document.querySelector('.toolbar input').value").asString();
    var before = cards();
    browser.click(".card:nth-child(3) .act.like");
    browser.await("document.querySelector('.told').innerText.startsWith('Liked')");
    var after = cards();
    assertThat(before).hasSize(10);
    assertThat(after).hasSize(10).doesNotContain(before.get(2)).isNotEqualTo(before);
    assertThat(browser.texts(".card .move.new")).isNotEmpty();
    browser.await("document.querySelectorAll('.interests li').length === 1");
    assertThat(browser.text(".trail")).contains("Liked");
    var events = new ArrayList<LogRecord>();
    EventLog.open(Home.log(folder.resolve("home"))).replay(0, (_, entry) -> events.add(entry));
    assertThat(events).anyMatch(entry -> entry instanceof LogRecord.OfEvent(var event) && event.user().equals(user) && event.item().equals(before.get(2)) && event.type().wireName().equals("like") && event.position() == 3 && !event.responseId().isEmpty());
  }

  @Test
  void aHiddenItemIsGoneAndTheReasonCanBeRead() {
    String item = cards().getFirst();
    browser.click(".card:first-child .act.hide");
    browser.await("document.querySelector('.told').innerText.startsWith('Hidden')");
    assertThat(cards()).doesNotContain(item);
    String user = browser.evaluate("document.querySelector('.toolbar input').value").asString();
    browser.evaluate("location.hash = '#/why?user=" + user + "&item=" + item + "'");
    browser.awaitElement(".step.lost");
    assertThat(browser.text(".verdict")).isEqualTo("Not on the page.");
    assertThat(browser.text(".steps")).contains("removed: the user hid the item");
  }

  @Test
  void anItemOfThePageShowsItsWayStageByStage() {
    browser.click(".card:nth-child(2) a.act");
    browser.awaitElement(".verdict.on");
    assertThat(browser.text(".verdict")).isEqualTo("On the page, place 2.");
    assertThat(browser.texts(".step h3")).contains("Catalogue", "Filter", "itemcf", "content", "popular", "Ranking", "Page");
  }

  @Test
  void everyPageShowsData() {
    console.go("funnel");
    browser.await("document.querySelectorAll('.river .stream').length === 3 && document.querySelector('.river .figure').textContent > 0");
    console.go("channels");
    browser.await("document.querySelectorAll('table.heat td').length > 3");
    browser.await("document.querySelectorAll('main table:not(.heat) tbody tr').length === 4");
    assertThat(browser.texts("main table:not(.heat) tbody tr")).last().asString().startsWith("all of them, blended");
    browser.await("document.querySelectorAll('.bar.plain0').length === 3");
    console.go("releases");
    browser.awaitElement("tr.strong .badge");
    console.go("jobs");
    browser.await("document.querySelectorAll('input[name=channel]').length === " + Channels.names().size() + " && document.querySelectorAll('input[name=channel]:checked').length === 3");
    console.go("catalogue");
    browser.awaitElement(".chart path.line");
    browser.await("document.querySelectorAll('main table tbody tr').length === 20");
    assertThat(browser.texts(".stat dd").getFirst()).isEqualTo("900");
    console.go("health");
    browser.await("document.querySelectorAll('.chart path.line').length > 0");
    assertThat(browser.text("main")).contains("POST /v1/recommend").doesNotContain("NaN");
    console.go("audience");
    browser.awaitElement(".empty code");
  }

  @Test
  void itemsAreFoundByTheirTitleAndHaveNeighbours() {
    console.go("catalogue");
    browser.awaitElement(".chart path.line"); // what stands above the search moves it when it comes
    browser.click("input[type=search]");
    browser.type("i000123");
    browser.await("document.querySelectorAll('main table tbody tr').length === 1");
    browser.click("main table tbody button");
    browser.await("document.querySelectorAll('.interests li').length === 8");
  }

  @Test
  void aTrainingIsFollowedToItsEndComparedAndTakenBack() {
    console.go("jobs");
    browser.click("input[name=channel][value=transitions]");
    browser.click("input[name=gate]");
    browser.click("form .primary");
    browser.awaitElement(".job");
    browser.awaitElement(".job.done");
    assertThat(browser.text(".job")).contains("Published as");
    console.go("releases");
    browser.await("document.querySelectorAll('main table tbody tr').length === 2");
    browser.await("document.querySelectorAll('.compared li').length === 20");
    browser.click(".panel-head button"); // roll back
    browser.click("dialog .primary");
    browser.await("document.querySelector('.told').innerText.endsWith('serves now.')");
    browser.await("document.querySelector('main table tbody tr:nth-child(2)').className === 'strong'");
    assertThat(browser.texts("tr.strong .chip")).doesNotContain("transitions");
  }

  @Test
  void theLanguageIsSwitchedAndRemembered() {
    console.language("zh");
    browser.await("document.querySelector('main h1').innerText === '推荐页'");
    for (String page : List.of("why", "funnel", "channels", "audience", "releases", "jobs", "catalogue", "health")) {
      console.go(page);
      assertThat(browser.texts("nav a, main h1, main h2, main th[scope=col], main .stat dt, main .lead")).as(page).allMatch(text -> text.matches("(?s).*[\\u4e00-\\u9fff].*|p9[59]|NDCG|NDCG@10|MRR@10||[a-z0-9]+"));
    }
    browser.send("Page.reload", Map.of());
    browser.await("document.querySelector('main h1')?.innerText === '健康'");
    console.language("en");
    browser.await("document.querySelector('main h1').innerText === 'Health'");
  }

  @Test
  void theKeyIsKeptInTheTabAloneAndCanBeForgotten() {
    assertThat(browser.evaluate("JSON.stringify(localStorage)").asString()).doesNotContain(key);
    assertThat(browser.evaluate("document.cookie").asString()).isEmpty();
    browser.click(".side-foot .quiet");
    browser.awaitElement("form input[name=key]");
    assertThat(browser.evaluate("sessionStorage.getItem('tributary.key')").isNull()).isTrue();
    console.signIn(key);
  }

  @Test
  void aPhoneNeedsNoScrollingSideways() {
    browser.size(390, 844);
    for (String page : List.of("feed", "why", "funnel", "channels", "releases", "jobs", "catalogue", "health")) {
      console.go(page);
      browser.await("!document.querySelector('.busy')");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as(page).isLessThanOrEqualTo(390);
    }
  }

  @Test
  void everyControlHasANameAndTheKeyboardReachesTheContent() {
    for (String page : List.of("feed", "why", "funnel", "channels", "releases", "jobs", "catalogue", "health")) {
      console.go(page);
      browser.await("!document.querySelector('.busy')");
      assertThat(
              browser.evaluate(
                  "[...document.querySelectorAll('button, a, input, select')].filter(e => !(e.ariaLabel || e.innerText?.trim() || e.closest('label')?.innerText.trim() || e.labels?.[0]?.textContent.trim())).map(e => e.outerHTML).join()")
                  .asString())
          .as(page)
          .isEmpty();
      assertThat(browser.evaluate("document.querySelectorAll('main').length === 1 && document.querySelectorAll('h1').length === 1 && [...document.querySelectorAll('svg')].every(e => e.ariaLabel)").asBoolean()).as(page).isTrue();
    }
    browser.evaluate("document.activeElement.blur(); document.querySelector('.skip').focus()");
    browser.press("Enter");
    browser.await("document.activeElement === document.querySelector('main h1')");
  }
}
