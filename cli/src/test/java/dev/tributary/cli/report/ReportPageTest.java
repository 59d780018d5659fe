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
    var bare = new Report("t", "s", List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), "");
    assertThat(ReportPage.html(bare)).doesNotContain("<section", "href='#");
  }

  @Test
  void aRowMustHaveAValueForEachMetric() {
    var metric = new Report.Metric("NDCG@10", "", Report.Better.HIGHER);
    assertThatThrownBy(() -> new Report.ResultTable("", List.of(metric), List.of(new Report.ResultRow("x", false, List.of())), List.of()))
        .hasMessage("row x has 0 values, the table has 1 metrics");
  }
}
