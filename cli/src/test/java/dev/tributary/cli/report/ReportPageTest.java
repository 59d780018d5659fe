package dev.tributary.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:[^>'\"]|'[^']*'|\"[^\"]*\")*?)(/?)>");
  private static final Set<String> VOID = Set.of("meta");

  private final String page = ReportPage.html(SampleReport.of("u1042"));

  @Test
  void everyPartIsThere() {
    assertThat(page).contains("Offline results", "True utility", "What each channel adds", "Who is shown",
        "Pages, and why each item is on them");
    assertThat(page).contains("周末去哪儿：莫干山的三条徒步路线", "because you liked “杭州周边露营地清单”, “Ultralight packing list”", "itemcf #3");
  }

  @Test
  void theBestOfAColumnIsMarkedWhicheverWayIsBetter() {
    assertThat(page).contains("<strong>0.0871</strong>"); // NDCG of the blend: highest
    assertThat(page).contains("<strong>0.6120</strong>"); // coverage of content: highest
    assertThat(page).contains("<strong>0.7011</strong>").doesNotContain("<strong>0.9931</strong>"); // Gini of content: lowest
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(page).contains("<td class='n'>–</td>").doesNotContain("NaN");
  }

  @Test
  void dataIsEscapedEverywhere() {
    assertThat(page).doesNotContain("<script").contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;");
    assertThat(ReportPage.html(SampleReport.of("' onload='x\u0000\u202e\ud800</title>"))).contains("&#39; onload=&#39;x\ufffd\ufffd\ufffd&lt;/title&gt;");
  }

  @Test
  void nothingIsLoadedAndNothingRuns() {
    assertThat(page).doesNotContain("http://", "https://", "src=", "url(", "@import", "<link", "javascript:");
    assertThat(page).contains("Content-Security-Policy").contains("default-src 'none'");
  }

  @Test
  void everyElementIsClosedInOrder() {
    var tags = TAG.matcher(page.substring(page.indexOf("</style>")).replaceFirst("</style>", "<style></style>"));
    var order = new ArrayDeque<String>(List.of("head", "html"));
    while (tags.find()) {
      if (VOID.contains(tags.group(2)) || !tags.group(4).isEmpty()) {
        continue;
      }
      if (tags.group(1).isEmpty()) {
        order.push(tags.group(2));
      } else {
        assertThat(order.pop()).as("closing tag at %d", tags.start()).isEqualTo(tags.group(2));
      }
    }
    assertThat(order).isEmpty();
  }

  @Test
  void chartsNameTheirNumbersForScreenReaders() {
    assertThat(page).contains("role='img' aria-label='NDCG@10: blend 0.0871; itemcf 0.0794; content 0.0412; popular 0.0301'");
  }

  @Test
  void partsWithoutDataAreLeftOut() {
    var bare = new Report("t", "s", List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), "");
    assertThat(ReportPage.html(bare)).doesNotContain("<section", "href='#");
  }

  @Test
  void costsAreDrawnOnALogarithmicAxis() {
    assertThat(page).contains("aria-label='NDCG@10 by time of training: itemcf 100 ms, 0.079; content 10.0 s, 0.041; popular 1 ms, 0.030'");
    // from 1 ms to 10 s are four decades: the middle one of five stands in the middle of 48..378
    assertThat(page).contains("<circle class='c1' cx='213.0'").contains("cx='48.0'").contains("cx='378.0'");
    assertThat(page).contains("<td class='n'>100 ms</td><td class='n'>2 MB</td>");
  }

  @Test
  void namesOfCostsDoNotLieOnOneAnother() {
    var twins = List.of(new Report.Cost("a", 0.5, 1, 1000), new Report.Cost("b", 0.5, 1, 1000), new Report.Cost("c", 0.4, 100, 1000));
    var twin = new Report("t", "s", List.of(), Optional.empty(), Optional.of(new Report.Costs("NDCG@10", twins)), Optional.empty(), List.of(), Optional.empty(), List.of(), "");
    var label = Pattern.compile("<text x='[0-9.]+' y='([0-9.]+)' text-anchor='start' class='small'>[ab]<").matcher(ReportPage.html(twin));
    assertThat(label.find()).isTrue();
    double first = Double.parseDouble(label.group(1));
    assertThat(label.find()).isTrue();
    assertThat(Double.parseDouble(label.group(1)) - first).isEqualTo(11);
  }

  @Test
  void aRowMustHaveAValueForEachMetric() {
    var metric = new Report.Metric("NDCG@10", "", Report.Better.HIGHER);
    assertThatThrownBy(() -> new Report.ResultTable("", List.of(metric), List.of(new Report.ResultRow("x", false, List.of())), List.of()))
        .hasMessage("row x has 0 values, the table has 1 metrics");
  }
}
