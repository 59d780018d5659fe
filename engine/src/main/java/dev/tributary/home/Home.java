package dev.tributary.home;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Event;
import dev.tributary.data.CutItems;
import dev.tributary.data.Follows;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.funnel.Funnel;
import dev.tributary.live.Live;
import dev.tributary.log.EventLog;
import dev.tributary.log.Journal;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import dev.tributary.log.Upkeep;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.ModelStore;
import dev.tributary.model.Release;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.TrainingData;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A home folder at work: the log is read into the live view, the release that serves is opened, and what happens from now
 * on goes to both.
 *
 * <pre>
 * HOME      marks the folder as a home, and says what its data came from
 * log/      the event log: events, items and users, the one durable source
 * store/    bundles and releases
 * live/     a snapshot of the live view, which a start reads instead of the log up to there
 * </pre>
 *
 * <p>The catalog's ints are the order of first appearance in the log, so that a release's arrays fit whenever the log is read
 * again. Thread-safe; one process writes at a time.
 */
public final class Home implements Closeable {
  private static final System.Logger LOG = System.getLogger(Home.class.getName());
  private static final String MARK = "HOME";
  private static final String SNAPSHOT = "live";
  private static final String CATALOG_ITEMS = "catalogItems";
  private static final String CATALOG_ORDER = "catalogOrder";
  private static final String FIRST_LINE = "tributary home 1";

  private final Path folder;
  private final ModelStore store;
  private final InterestRule rule;
  private final LogView view;
  private final InstantSource clock;
  private final Object publishing = new Object(); // taken before the others, never after
  private final Object snapshotting = new Object();
  private final Object takingBack = new Object();
  private final Object serving = new Object(); // held while the live view moves on, and while another funnel takes over
  private volatile long recordsInSnapshot;
  private volatile Optional<Journal> journal = Optional.empty();
  private volatile Optional<Funnel> funnel = Optional.empty();

  private Home(Path folder, InterestRule rule, InstantSource clock, ModelStore store, LogView view) {
    this.folder = folder;
    this.rule = rule;
    this.clock = clock;
    this.store = store;
    this.view = view;
    recordsInSnapshot = view.restored();
  }

  /** Whether a folder is a home. */
  public static boolean isHome(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK));
  }

  /**
   * Makes a home, or finds the one that is there.
   *
   * @param source what its data comes from, in one line: a home of another source is refused
   * @throws IllegalArgumentException when the folder holds something else, or data of another source
   */
  public static void prepare(Path folder, String source) throws IOException {
    String text = FIRST_LINE + "\n" + source + "\n";
    if (isHome(folder)) {
      String there = source(folder);
      require(there.equals(source), "%s holds other data (%s); take another folder with --home, or --fresh to begin anew", folder, there);
      return;
    }
    if (Files.exists(folder)) {
      require(Files.isDirectory(folder), "%s is a file; --home needs a folder", folder);
      try (var children = Files.list(folder)) {
        require(children.findAny().isEmpty(), "%s is not empty and is no home of Tributary; take another folder with --home", folder);
      }
    }
    Files.createDirectories(folder);
    Path beside = folder.resolve(".HOME.tmp");
    Files.writeString(beside, text, StandardCharsets.UTF_8);
    Files.move(beside, folder.resolve(MARK), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a home's data came from. */
  public static String source(Path folder) throws IOException {
    String[] lines = Files.readString(folder.resolve(MARK), StandardCharsets.UTF_8).split("\n", 3);
    require(lines[0].equals(FIRST_LINE), "%s begins with '%s', not with '%s'; it was made by another version", folder.resolve(MARK), lines[0], FIRST_LINE);
    return lines.length > 1 ? lines[1] : "";
  }

  /** Removes a home with all that is in it. */
  public static void remove(Path folder) throws IOException {
    require(isHome(folder), "%s is no home of Tributary, and is left alone", folder);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Where a home's log lies. */
  public static Path log(Path folder) {
    return folder.resolve("log");
  }

  /** Opens a home: reads its log and the release that serves. */
  public static Home open(Path folder, InstantSource clock) throws IOException {
    require(isHome(folder), "%s is no home of Tributary; make one with 'tributary import --in DATA --home %s' or 'tributary quickstart'", folder, folder);
    var store = ModelStore.open(folder.resolve("store"));
    var current = store.current();
    var rule = current.isPresent() ? Configuration.of(current.get().configuration()).rule() : InterestRule.DEFAULT;
    var view = new FutureTask<>(() -> LogView.read(log(folder), folder.resolve(SNAPSHOT), rule));
    Thread.ofPlatform().name("log").daemon().start(view);
    var models = current.isPresent() ? models(store, current.get()) : List.<ChannelModel>of(); // meanwhile
    var home = new Home(folder, rule, clock, store, read(view));
    if (current.isPresent()) {
      home.serve(current.get(), models);
    }
    return home;
  }

  private static LogView read(FutureTask<LogView> view) throws IOException {
    try {
      return view.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the log was read");
    }
  }

  /**
   * Makes records durable, all or none, and only then lets them count: the next page knows them. Many threads share one sync. An event
   * without an id gets one of its own fields, and one whose id was met lately is not taken again.
   *
   * <p>The first call opens the log for writing, which then is this home's until {@link #close}.
   *
   * @throws IllegalArgumentException when an event has neither id nor time, or a record is too long; nothing is kept
   * @throws dev.tributary.log.NotStoredException when the disk fails; nothing is kept
   */
  public Journal.Receipt append(List<LogRecord> entries) throws IOException {
    return journal().commit(entries.stream().map(Home::identified).toList());
  }

  /**
   * Keeps a page that was served, for the events that will name it. Does not wait for the disk: a kill may lose the last ones.
   *
   * @return false when the disk is too far behind to take it
   */
  public boolean record(Response response) throws IOException {
    return journal().offer(List.of(new LogRecord.OfResponse(response)));
  }

  private static LogRecord identified(LogRecord entry) {
    return entry instanceof LogRecord.OfEvent(var event) ? new LogRecord.OfEvent(event.withDerivedId()) : entry;
  }

  /**
   * Opens the log for writing, and reads what other processes appended since it was read.
   *
   * @throws java.nio.file.FileSystemException when another process writes to this home; names it
   */
  public void claim() throws IOException {
    journal();
  }

  private Journal journal() throws IOException {
    var there = journal;
    return there.isPresent() ? there.get() : openJournal(); // every page passes here
  }

  private synchronized Journal openJournal() throws IOException {
    if (journal.isEmpty()) {
      var opened = Journal.open(log(folder), view.recent(), this::committed);
      try {
        view.readOn(log(folder));
        if (!view.damages().isEmpty()) {
          Upkeep.run(log(folder), Upkeep.Rules.KEEP_ALL); // sets what is damaged aside
        }
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      journal = Optional.of(opened);
    }
    return journal.get();
  }

  /** A record is durable: it counts from now on, and the channels hear of its item. */
  private void committed(long sequence, LogRecord entry) {
    synchronized (serving) {
      var catalog = view.live().catalog();
      int known = catalog.itemCount();
      view.take(sequence, entry);
      if (entry instanceof LogRecord.OfItem(var item)) {
        funnel.ifPresent(f -> f.itemChanged(catalog.itemIndex(item.id())));
      } else if (catalog.itemCount() > known) {
        funnel.ifPresent(f -> f.itemChanged(known));
      }
    }
  }

  /**
   * Erases a user: at once from the live view and everything that is asked from now on, durably; from the log's files and the snapshot with the
   * next {@link #upkeep}. What others read of an item, how often it was met, stays.
   */
  public Erasure erase(String user) throws IOException {
    var live = view.live();
    int index = live.catalog().userIndex(user);
    int met = live.metItems(index);
    journal().commit(List.of(new LogRecord.OfErasure(user)));
    var releases = store.list().stream().map(Release::id).toList();
    return new Erasure(user, index >= 0, met, view.records() - 1, releases);
  }

  /**
   * Makes an event void, durably: its user is from now on as if it had never come, and so is what is trained. It does not come back by being sent again.
   * Taken back twice is taken back. Reads the log, while which others who append wait: O(records).
   *
   * @return whether it is void now; false when the log has no event of this id, or not any more
   */
  public boolean takeBack(String event) throws IOException {
    synchronized (takingBack) {
      var user = new AtomicReference<>("");
      var taken = new AtomicBoolean();
      claim();
      EventLog.open(log(folder))
          .replay(
              0,
              (_, entry) -> {
                switch (entry) {
                  case LogRecord.OfEvent(var of) when of.id().equals(event) -> {
                    user.set(of.user());
                    taken.set(false);
                  }
                  case LogRecord.OfErasure(var erased) when erased.equals(user.get()) -> user.set("");
                  case LogRecord.OfTakeBack(var id, _) when id.equals(event) -> taken.set(true);
                  case LogRecord.OfEvent _, LogRecord.OfErasure _, LogRecord.OfTakeBack _, LogRecord.OfItem _, LogRecord.OfUser _, LogRecord.OfResponse _ -> {}
                }
              },
              _ -> {});
      if (!taken.get() && !user.get().isEmpty()) {
        journal().commit(List.of(new LogRecord.OfTakeBack(event, user.get())));
        taken.set(true);
      }
      journal().exclusively(() -> view.settle(log(folder))); // also what an earlier call did not come to
      return taken.get();
    }
  }

  /**
   * Compresses the log's closed segments, takes out what is erased and outdated, sets aside what is damaged, and writes a snapshot. The live
   * view keeps what only became too old until the next start.
   */
  public Upkeep.Report upkeep(Upkeep.Rules rules) throws IOException {
    journal().rotate();
    var report = Upkeep.run(log(folder), rules);
    journal().exclusively(() -> view.findLast(log(folder)));
    snapshot();
    return report;
  }

  /** Writes the live view beside the log, so that the next start need not read the log from its beginning. */
  public void snapshot() throws IOException {
    synchronized (snapshotting) {
      var state = new AtomicReference<LogView.State>();
      journal().exclusively(() -> {
        view.settle(log(folder)); // a snapshot's reader does not look back
        state.set(view.state());
      });
      Snapshot.write(folder.resolve(SNAPSHOT), state.get());
      recordsInSnapshot = state.get().records();
    }
  }

  /** The parts of the log that could not be read. */
  public List<EventLog.Damage> damages() {
    return view.damages();
  }

  /** Gives the log to others. Pages can be had further on. */
  @Override
  public synchronized void close() throws IOException {
    if (journal.isPresent()) {
      journal.get().close();
      journal = Optional.empty();
    }
  }

  public Path folder() {
    return folder;
  }

  /** Bundles and releases. */
  public ModelStore store() {
    return store;
  }

  /** What users just did, and the catalog. */
  public Live live() {
    return view.live();
  }

  /** How many records the log has. */
  public long records() {
    return view.records();
  }

  /** How many of them the snapshot on disk has taken in; 0 where none was there that could be used, so that a start reads them all. */
  public long recordsInSnapshot() {
    return recordsInSnapshot;
  }

  /** The funnel that serves, when a release is published. */
  public Optional<Funnel> funnel() {
    return funnel;
  }

  /** The whole log as training data, an event that was sent twice once, and none of an erased user, with what stages cut of the recorded pages: O(records). */
  public TrainingData trainingData(InterestRule rule) throws IOException {
    var catalog = view.live().catalog();
    var follows = new Follows();
    var cuts = new CutItems();
    var log =
        events(
            0,
            Long.MAX_VALUE,
            event -> follows.add(event.user(), event.type(), author(event, catalog)),
            response -> response.cuts().forEach(cut -> cuts.add(response.user(), cut.item())));
    return TrainingData.of(log).withRule(rule).withCatalog(catalog).withFollows(follows).withCuts(cuts);
  }

  /** Whom an event is about: whom it names, else who made its item. */
  private static String author(Event event, Catalog catalog) {
    int item = event.author().isEmpty() ? catalog.itemIndex(event.item()) : -1;
    return item < 0 ? event.author() : catalog.item(item).author();
  }

  /** The events of the records {@code from} (inclusive) to {@code to} (exclusive), each once, and none of an erased user: O(records). */
  public Interactions events(long from, long to) throws IOException {
    return events(from, to, _ -> {}, _ -> {});
  }

  private Interactions events(long from, long to, Consumer<Event> visitor, Consumer<Response> responses) throws IOException {
    var builder = Interactions.builder();
    ValidRecords.read(
        log(folder),
        (sequence, entry) -> {
          if (entry instanceof LogRecord.OfEvent(var event) && sequence >= from && sequence < to) {
            builder.add(event);
            visitor.accept(event);
          } else if (entry instanceof LogRecord.OfResponse(var response) && !response.user().isEmpty()) {
            responses.accept(response);
          }
        });
    return builder.build();
  }

  /** A user's newest events by their place in the log, newest first, at most {@code most}: O(records). */
  public List<Event> events(String user, int most) throws IOException {
    var newest = new ArrayDeque<Event>();
    ValidRecords.read(
        log(folder),
        (_, entry) -> {
          if (entry instanceof LogRecord.OfEvent(var event) && event.user().equals(user)) {
            newest.addFirst(event);
            if (newest.size() > most) {
              newest.removeLast();
            }
          }
        });
    return List.copyOf(newest);
  }

  /** The recorded pages of a response, first page first; none when it was not recorded, is outdated, or its user was erased: O(records). */
  public List<Response> responses(String id) throws IOException {
    Optional<Journal> writing;
    synchronized (this) {
      writing = journal;
    }
    if (writing.isPresent()) {
      writing.get().commit(List.of()); // takes those along that wait for the next group
    }
    var pages = new ArrayList<Response>();
    ValidRecords.read(
        log(folder),
        (_, entry) -> {
          if (entry instanceof LogRecord.OfResponse(var response) && response.id().equals(id)) {
            pages.add(response);
          }
        });
    return pages;
  }

  /**
   * Writes what was trained into the store, publishes it and serves it. Requests and events go on meanwhile; they wait only while the
   * release is opened.
   *
   * @param mark how many records the log had when the training data was read: items that came or changed later are told to the channels
   * @param run clock, host, threads, timings; outside the checksummed set
   */
  public Release publish(Training.Trained trained, TrainingData data, long mark, long seed, Map<String, Object> run) throws IOException {
    synchronized (publishing) {
      var about = data.describe();
      var catalog = view.live().catalog();
      int items = catalog.itemCount();
      var draft = Release.draft().catalogMark(mark);
      for (var channel : trained.models().entrySet()) {
        var bundle = new BundleWriter(channel.getKey(), 1).data(about).seed(seed);
        channel.getValue().write(bundle);
        draft.channel(channel.getKey(), store.add(bundle, run), catalog.indexesOf(channel.getValue().items()));
      }
      var blend = new BundleWriter(Blend.KIND, 1).data(about).seed(seed);
      trained.blend().blend().write(blend);
      blend.figure("users", trained.blend().users()).figure("ndcg", trained.blend().ndcg());
      draft.ranker(store.add(blend, run));
      var configuration = new Configuration(List.copyOf(trained.models().keySet()), trained.scene(), data.rule()).toMap();
      configuration.put(CATALOG_ITEMS, (long) items);
      configuration.put(CATALOG_ORDER, catalog.orderOf(items));
      var release = serve(store.publish(draft.configuration(configuration)));
      if (journal.isPresent()) {
        snapshot();
      }
      return release;
    }
  }

  /** Lets an older release serve from the next request on: the named one, or with an empty id the one before. */
  public Release rollback(String id) throws IOException {
    synchronized (publishing) {
      return serve(id.isEmpty() ? store.rollback() : store.rollback(id));
    }
  }

  private Release serve(Release release) throws IOException {
    return serve(release, models(store, release));
  }

  private Release serve(Release release, List<ChannelModel> models) throws IOException {
    var opened = open(release, models, view.live(), clock, keepsInts(release));
    synchronized (serving) {
      tell(opened, release);
      funnel = Optional.of(opened);
    }
    return release;
  }

  private void tell(Funnel opened, Release release) {
    for (int item : view.live().changedSince(release.catalogMark())) {
      opened.itemChanged(item);
    }
  }

  /** A release over the live view, as it would serve. What changes after this call reaches only the funnel that serves. */
  public Funnel open(Release release) throws IOException {
    var opened = open(release, models(store, release), view.live(), clock, keepsInts(release));
    synchronized (serving) {
      tell(opened, release);
    }
    return opened;
  }

  /** A release over another live view, for example over the log as it was before what it is to be judged by. */
  public Funnel open(Release release, Live over, InstantSource time) throws IOException {
    return open(release, models(store, release), over, time, false);
  }

  /** The models of a release's channels, in their order. */
  private static List<ChannelModel> models(ModelStore store, Release release) throws IOException {
    var models = new ArrayList<ChannelModel>();
    for (String name : Configuration.of(release.configuration()).channels()) {
      ChannelKind<?> kind = Channels.named(name);
      models.add(kind.read(store.bundle(release.bundles().get(name))));
    }
    return models;
  }

  /** @param sameInts whether the catalog has the ints that the release was made with */
  private Funnel open(Release release, List<ChannelModel> models, Live over, InstantSource time, boolean sameInts) throws IOException {
    var configuration = Configuration.of(release.configuration());
    var channels = new ArrayList<Channel>();
    for (int n = 0; n < models.size(); n++) {
      var model = models.get(n);
      channels.add(model.open(sameInts ? release.toCatalog(configuration.channels().get(n)) : over.catalog().indexesOf(model.items())));
    }
    var ranker = release.ranker();
    var blend = ranker.isPresent() ? Blend.read(store.bundle(ranker.get())).forChannels(configuration.channels()) : Blend.even(configuration.channels());
    return new Funnel(configuration.scene(), channels, blend, over, release.id(), time);
  }

  /** Whether the catalog's ints are those that the release was made with; they move when records that first named an item are lost. */
  private boolean keepsInts(Release release) {
    var configuration = release.configuration();
    if (!(configuration.get(CATALOG_ITEMS) instanceof Number items)) {
      return true; // made before this was kept
    }
    var catalog = view.live().catalog();
    boolean kept = items.intValue() <= catalog.itemCount() && catalog.orderOf(items.intValue()).equals(configuration.get(CATALOG_ORDER));
    if (!kept) {
      LOG.log(System.Logger.Level.WARNING, "the catalog has other ints than release " + release.id() + " was made with; its items are looked up by their ids");
    }
    return kept;
  }

  /** The rule that turns signals into interest here. */
  public InterestRule rule() {
    return rule;
  }
}
