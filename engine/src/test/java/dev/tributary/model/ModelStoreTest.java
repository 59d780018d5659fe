package dev.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.disk.Disk;
import dev.tributary.disk.FaultyDisk;
import dev.tributary.disk.LockFile;
import dev.tributary.math.IntColumn;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T03:10:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private ModelStore store() {
    return new ModelStore(folder, Disk.REAL, NOON);
  }

  private static BundleWriter bundle(long seed) {
    return new BundleWriter("itemcf", 1).seed(seed).tensors("history", Tensors.builder().ints("numbers", IntColumn.allocate(500)).build());
  }

  private static Release.Draft draft(String bundle) {
    return Release.draft().channel("itemcf", bundle, new int[] {5, -1, 0, 2}).catalogMark(17).configuration(Map.of("count", 10));
  }

  @Test
  void whatIsPublishedServes() throws IOException {
    assertThat(store().current()).isEmpty();
    assertThat(store().list()).isEmpty();
    String bundle = store().add(bundle(1), Map.of());
    String ranker = store().add(new BundleWriter("blend", 1).figure("weight", 0.5), Map.of());
    assertThat(bundle).matches("itemcf-[0-9a-f]{16}");
    var release = store().publish(draft(bundle).ranker(ranker));
    assertThat(release.id()).matches("2026-11-21T03:10:00Z-[0-9a-f]{4}");
    var served = store().current().orElseThrow();
    assertThat(served.id()).isEqualTo(release.id());
    assertThat(served.bundles()).isEqualTo(Map.of("itemcf", bundle));
    assertThat(served.ranker()).contains(ranker);
    assertThat(served.catalogMark()).isEqualTo(17);
    assertThat(served.configuration()).isEqualTo(Map.of("count", 10L));
    assertThat(served.toCatalog("itemcf")).containsExactly(5, -1, 0, 2);
    assertThat(served.createdAt()).isEqualTo(NOON.instant());
    assertThat(store().show(release.id()).number()).isEqualTo(1);
    assertThat(store().bundle(bundle).seed()).isEqualTo(1);
    assertThatThrownBy(() -> served.toCatalog("swing")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("it has itemcf");
  }

  @Test
  void rollbackGoesBackAndForth() throws IOException {
    String bundle = store().add(bundle(1), Map.of());
    assertThatThrownBy(() -> store().rollback()).isInstanceOf(IllegalStateException.class).hasMessageContaining("nothing has been published");
    var first = store().publish(draft(bundle));
    assertThatThrownBy(() -> store().rollback()).isInstanceOf(IllegalStateException.class).hasMessageContaining("is the oldest");
    var second = store().publish(draft(bundle).catalogMark(18));
    var third = store().publish(draft(bundle).catalogMark(19));
    assertThat(store().list()).extracting(Release::id).containsExactly(first.id(), second.id(), third.id());
    assertThat(store().rollback().id()).isEqualTo(second.id());
    assertThat(store().rollback().id()).isEqualTo(first.id());
    assertThat(store().current().orElseThrow().catalogMark()).isEqualTo(17);
    assertThat(store().rollback(third.id()).id()).isEqualTo(third.id());
    assertThat(store().current().orElseThrow().id()).isEqualTo(third.id());
    assertThatThrownBy(() -> store().rollback("2026-11-21T03:10:00Z-xxxx")).isInstanceOf(NoSuchFileException.class).hasMessageContaining(first.id());
    assertThatThrownBy(() -> store().show("../../etc")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void rollbackSkipsWhatWasRolledBackBefore() throws IOException {
    String bundle = store().add(bundle(1), Map.of());
    var good = store().publish(draft(bundle));
    var bad = store().publish(draft(bundle).catalogMark(18));
    assertThat(bad.previous()).contains(good.id());
    store().rollback();
    var next = store().publish(draft(bundle).catalogMark(19));
    assertThat(store().rollback().id()).isEqualTo(good.id()); // not the bad one, though it is newer
    store().rollback(next.id());
    Disk.REAL.deleteTree(folder.resolve("releases").resolve(Release.folderName(good.id())));
    assertThat(store().rollback().id()).isEqualTo(bad.id());
  }

  @Test
  void fuzzedReleasesAreRefusedAndADamagedCurrentIsMendedByPublishing() throws IOException {
    String bundle = store().add(bundle(1), Map.of());
    var release = store().publish(draft(bundle));
    Path file = folder.resolve("releases").resolve(Release.folderName(release.id())).resolve("release.json");
    byte[] original = Files.readAllBytes(file);
    long seed = System.nanoTime();
    var random = new java.util.Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = original.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      try {
        assertThat(store().current().orElseThrow().id()).isEqualTo(release.id());
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    Files.write(file, original);
    for (String text : List.of("", "\n", "../../etc/passwd\n", "\0".repeat(1000), "2026-11-21T03:10:00Z-7f3a7f3a\n")) {
      Files.writeString(folder.resolve("CURRENT"), text);
      assertThatThrownBy(() -> store().current()).isInstanceOf(CorruptFileException.class).hasMessageContaining("names no release");
    }
    var mended = store().publish(draft(bundle));
    assertThat(store().current().orElseThrow().id()).isEqualTo(mended.id());
    assertThat(mended.previous()).isEmpty();
  }

  @Test
  void equalContentIsKeptOnceAndABundleFromElsewhereIsCopied() throws IOException {
    String id = store().add(bundle(1), Map.of("clock", 1));
    assertThat(store().add(bundle(1), Map.of("clock", 2))).isEqualTo(id);
    Path elsewhere = folder.resolve("elsewhere");
    bundle(2).write(elsewhere, Map.of());
    String copied = store().add(elsewhere);
    assertThat(store().bundles()).containsExactlyInAnyOrder(id, copied);
    assertThat(store().bundle(copied).sha256()).isEqualTo(Bundle.open(elsewhere).sha256());
    assertThat(BundleTest.names(folder.resolve("bundles"))).containsExactlyInAnyOrder(id, copied);
  }

  @Test
  void aDamagedOrMissingBundleIsNotPublished() throws IOException {
    String good = store().add(bundle(1), Map.of());
    var release = store().publish(draft(good));
    String bad = store().add(bundle(2), Map.of());
    Path file = folder.resolve("bundles").resolve(bad).resolve("history.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[1000] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> store().publish(draft(bad))).isInstanceOf(CorruptFileException.class).hasMessageContaining("history.safetensors");
    assertThatThrownBy(() -> store().publish(draft("itemcf-0123456789abcdef"))).isInstanceOf(NoSuchFileException.class);
    assertThat(store().current().orElseThrow().id()).isEqualTo(release.id());
    assertThat(store().list()).hasSize(1);
    var found = store().verify();
    assertThat(found.releases()).isEqualTo(1);
    assertThat(found.bundles()).isEqualTo(2);
    assertThat(found.problems()).singleElement().asString().contains("bundle " + bad).contains("history.safetensors");
  }

  @Test
  void verifyNamesEveryProblem() throws IOException {
    String one = store().add(bundle(1), Map.of());
    String two = store().add(bundle(2), Map.of());
    var first = store().publish(draft(one));
    var second = store().publish(draft(two));
    assertThat(store().verify().problems()).isEmpty();
    assertThat(store().verify().bytes()).isPositive();
    Disk.REAL.deleteTree(folder.resolve("bundles").resolve(one));
    Path arrays = folder.resolve("releases").resolve(Release.folderName(second.id())).resolve("to-catalog.safetensors");
    byte[] bytes = Files.readAllBytes(arrays);
    bytes[bytes.length - 1] ^= 0x40;
    Files.write(arrays, bytes);
    Files.writeString(folder.resolve("CURRENT"), "2020-01-01T00:00:00Z-0000\n");
    assertThat(store().verify().problems())
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).contains(first.id()).contains(one).contains("missing"))
        .anySatisfy(p -> assertThat(p).contains("to-catalog.safetensors"))
        .anySatisfy(p -> assertThat(p).contains("CURRENT").contains("2020-01-01"));
    assertThatThrownBy(() -> store().current()).isInstanceOf(CorruptFileException.class).hasMessageContaining("roll back");
    assertThat(store().rollback(second.id()).id()).isEqualTo(second.id());
  }

  @Test
  void whoHoldsTheLockIsNamed() throws IOException {
    String id = store().add(bundle(1), Map.of());
    try (var _ = LockFile.take(folder.resolve("LOCK"), "publishing")) {
      assertThatThrownBy(() -> store().publish(draft(id)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("publishing since");
    }
    assertThat(store().publish(draft(id)).number()).isEqualTo(1);
  }

  @Test
  void retainKeepsWhatServesAndWhatIsNewer() throws IOException {
    var releases = new Release[5];
    var ids = new String[5];
    for (int n = 0; n < 5; n++) {
      ids[n] = store().add(bundle(n), Map.of());
      releases[n] = store().publish(draft(ids[n]).channel("shared", ids[0], new int[0]));
    }
    String waiting = store().add(bundle(99), Map.of());
    store().rollback(releases[2].id());
    assertThat(store().retain(1)).containsExactly(releases[0].id(), releases[1].id());
    assertThat(store().list()).extracting(Release::id).containsExactly(releases[2].id(), releases[3].id(), releases[4].id());
    assertThat(store().bundles()).containsExactlyInAnyOrder(ids[0], ids[2], ids[3], ids[4], waiting);
    store().rollback(releases[4].id());
    assertThat(store().retain(2)).containsExactly(releases[2].id());
    assertThat(store().retain(2)).isEmpty();
    assertThat(store().verify().problems()).isEmpty();
  }

  @Test
  void aFailureAtAnyStepOfPublishLeavesTheOldReleaseServing() throws IOException {
    String old = store().add(bundle(1), Map.of());
    String next = store().add(bundle(2), Map.of());
    for (var fault : FaultyDisk.Fault.values()) {
      boolean ended = false;
      for (int step = 0; !ended; step++) {
        Path copy = folder.resolve(fault + "-" + step);
        var origin = new ModelStore(copy, Disk.REAL, NOON);
        origin.add(folder.resolve("bundles").resolve(old));
        origin.add(folder.resolve("bundles").resolve(next));
        var before = origin.publish(draft(old));
        var disk = new FaultyDisk(step, fault);
        boolean failed = false;
        try {
          new ModelStore(copy, disk, NOON).publish(draft(next));
        } catch (IOException e) {
          failed = true;
          assertThat(e).hasMessageContaining("no space left");
        }
        ended = !failed;
        var after = new ModelStore(copy, Disk.REAL, NOON);
        String what = fault + " at step " + step;
        assertThat(after.verify().problems()).as(what).isEmpty();
        var serving = after.current().orElseThrow();
        if (failed && (fault == FaultyDisk.Fault.ONCE || fault == FaultyDisk.Fault.HALF_WRITTEN) && serving.id().equals(before.id())) {
          assertThat(after.list()).as(what).hasSize(1);
          assertThat(BundleTest.names(copy.resolve("releases"))).as(what).hasSize(1);
        }
        assertThat(serving.bundles().get("itemcf")).as(what).isIn(old, next);
        if (!failed) {
          assertThat(serving.bundles().get("itemcf")).isEqualTo(next);
          assertThat(step).isGreaterThan(10);
        }
        assertThat(after.publish(draft(next)).bundles()).as(what).containsValue(next);
        Disk.REAL.deleteTree(copy);
      }
    }
  }

  @Test
  void aFailureAtAnyStepOfAddLeavesNothing() throws IOException {
    for (var fault : List.of(FaultyDisk.Fault.ONCE, FaultyDisk.Fault.HALF_WRITTEN)) {
      boolean ended = false;
      for (int step = 0; !ended; step++) {
        Path copy = folder.resolve(fault + "-" + step);
        try {
          new ModelStore(copy, new FaultyDisk(step, fault), NOON).add(bundle(1), Map.of());
          ended = true;
        } catch (IOException e) {
          var after = new ModelStore(copy, Disk.REAL, NOON);
          assertThat(BundleTest.names(copy.resolve("bundles"))).as("%s at %d", fault, step).isEqualTo(after.bundles());
          for (String id : after.bundles()) { // only the sync after the rename failed
            after.bundle(id).verify();
          }
        }
      }
    }
  }

  @Test
  void aFailureAtAnyStepOfReplacingABundleLeavesTheOldOrTheNewOne() throws IOException {
    for (var fault : FaultyDisk.Fault.values()) {
      boolean ended = false;
      for (int step = 0; !ended; step++) {
        Path target = folder.resolve(fault + "-" + step + "/m");
        String old = bundle(1).write(target, Map.of());
        String what = fault + " at step " + step;
        try {
          bundle(2).write(target, Map.of(), new FaultyDisk(step, fault));
          ended = true;
        } catch (IOException e) {
          if (fault == FaultyDisk.Fault.ONCE || fault == FaultyDisk.Fault.HALF_WRITTEN) {
            assertThat(target).as(what).exists();
          }
        }
        if (Files.exists(target)) {
          var bundle = Bundle.open(target);
          bundle.verify();
          assertThat(bundle.seed()).as(what).isIn(1L, 2L);
        } else {
          assertThatThrownBy(() -> Bundle.open(target)).hasMessageContaining(".m.replaced");
          assertThat(Bundle.open(target.resolveSibling(".m.replaced")).sha256()).as(what).isEqualTo(old);
        }
        String again = bundle(3).write(target, Map.of());
        assertThat(Bundle.open(target).sha256()).as(what).isEqualTo(again);
        assertThat(target.resolveSibling(".m.replaced")).doesNotExist();
      }
    }
  }

  @Test
  void leftoversAreIgnoredAndThoseOfDeadProcessesGoWithTheNextPublish() throws IOException {
    String id = store().add(bundle(1), Map.of());
    store().publish(draft(id));
    for (String place : List.of("releases/.2026-11-21T03-10-00Z-7f3a.tmp-999999999-5-1", "bundles/.itemcf.tmp-999999999-5-1")) {
      Files.createDirectory(folder.resolve(place));
      Files.writeString(folder.resolve(place).resolve("release.json"), "{");
    }
    Path mine = Files.createDirectory(folder.resolve("bundles").resolve(dev.tributary.disk.TempName.of(Path.of("itemcf"))));
    assertThat(store().list()).hasSize(1);
    assertThat(store().bundles()).hasSize(1);
    assertThat(store().verify().problems()).isEmpty();
    store().publish(draft(id));
    assertThat(BundleTest.names(folder.resolve("releases"))).hasSize(2);
    assertThat(BundleTest.names(folder.resolve("bundles"))).containsExactly(mine.getFileName().toString(), id);
  }

  @Test
  void aFileWhereTheStoreShouldBeIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> ModelStore.open(file)).isInstanceOf(CorruptFileException.class).hasMessageContaining("not a folder");
  }
}
