package dev.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bundle of layout 1 that every later version opens. Made anew with -Dtributary.golden=write, which is a decision. */
class GoldenBundleTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/bundle-1");

  @Test
  void aBundleOfLayoutOneIsOpenedForEver() throws IOException {
    if (System.getProperty("tributary.golden", "").equals("write")) {
      BundleTest.writer().write(GOLDEN, Map.of("threads", 1));
    }
    var bundle = Bundle.open(GOLDEN).expect("itemcf", 2);
    bundle.verify();
    assertThat(bundle.settings()).containsEntry("topK", 100L);
    assertThat(bundle.tensors("items").vocabulary("items").id(3)).isEqualTo("物品");
    assertThat(bundle.tensors("items").floats("vectors").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(bundle.tensors("history").interests().size()).isEqualTo(8);
  }
}
