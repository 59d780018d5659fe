package dev.tributary.connect.milvus;

import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The client of one collection, made anew after a failure: the old one would wait longer and longer before it looks for the server again, and a server that was started again may have to be
 * told to load the collection. Says what went wrong in the words of {@link MilvusException}. Thread-safe.
 */
final class Connection implements AutoCloseable {
  /** The server's codes for "not now": not ready, unavailable, too much asked, not wholly loaded, no replica, channel, segment or node for it at the moment, late. */
  private static final Set<Integer> NOT_NOW = Set.of(1, 2, 4, 8, 12, 101, 103, 106, 201, 202, 401, 500, 501, 503, 504, 505, 601, 602, 901, 902, 903, 904, 905, 10001);

  /** Its codes for a caller that it does not know, and for one who may not do this. */
  private static final Set<Integer> NOT_ALLOWED = Set.of(1400, 1401);

  /** Its code for a collection that is not there. */
  private static final int NO_COLLECTION = 100;

  private final MilvusConfig config;
  private final String token;
  private final String collection;
  private final Calls calls;

  /** Calls hold the read lock: a client must not be closed below them. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private Optional<MilvusClientV2> client = Optional.empty();
  private volatile boolean fit;
  private volatile boolean loaded;
  private volatile boolean closed;

  /** Connects at the first call. */
  Connection(MilvusConfig config, String token, String collection) {
    this.config = config;
    this.token = token;
    this.collection = collection;
    calls = new Calls(name(), config, System::nanoTime, Thread::sleep, System.nanoTime() ^ ProcessHandle.current().pid());
  }

  private String name() {
    return "Milvus at " + config.uri() + ", collection '" + collection + "'";
  }

  /** Calls, again after a failure that passes: what answers the same, and changes nothing more, when it is done twice. */
  <T> T repeat(String what, Function<MilvusClientV2, T> call) {
    requireOpen();
    return calls.repeat(what, () -> attempt(what, call));
  }

  /** Calls once. */
  <T> T once(String what, Function<MilvusClientV2, T> call) {
    requireOpen();
    return calls.once(what, () -> attempt(what, call));
  }

  /** Has the collection loaded, from now on also on each new connection. */
  void load() {
    repeat(
        "loading the collection",
        client -> {
          client.loadCollection(loading().sync(true).timeout((long) MilvusConfig.SET_UP_MILLIS).build());
          return true;
        });
    loaded = true;
  }

  private LoadCollectionReq.LoadCollectionReqBuilder loading() {
    return LoadCollectionReq.builder().databaseName(config.database()).collectionName(collection);
  }

  private <T> T attempt(String what, Function<MilvusClientV2, T> call) {
    try {
      renew();
      lock.readLock().lock();
      try {
        return call.apply(client.orElseThrow(() -> new MilvusException(name() + ": " + what + " failed: another call that tried to connect had no success; see that the server runs and can be reached", true)));
      } finally {
        lock.readLock().unlock();
      }
    } catch (MilvusException e) {
      throw e;
    } catch (RuntimeException e) { // the client's own, of many kinds
      requireOpen();
      var problem = problem(what, e);
      if (problem.isTemporary()) {
        fit = false;
      }
      throw problem;
    }
  }

  /** A client that works as far as is known. */
  private void renew() {
    if (fit) {
      return;
    }
    lock.writeLock().lock();
    try {
      if (fit) {
        return; // somebody else was sooner
      }
      requireOpen();
      client.ifPresent(Connection::end);
      client = Optional.empty();
      var made = new MilvusClientV2(settings());
      made.retryConfig(RetryConfig.builder().maxRetryTimes(1).build()); // calls are repeated here, where it is known which may be
      client = Optional.of(made);
      if (loaded) {
        made.loadCollection(loading().sync(false).timeout((long) config.timeoutMillis()).build()); // searches say so until it is done
      }
      fit = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private ConnectConfig settings() {
    var settings = ConnectConfig.builder().uri(config.uri()).dbName(config.database()).connectTimeoutMs(config.timeoutMillis()).rpcDeadlineMs(config.timeoutMillis());
    return (token.isEmpty() ? settings : settings.token(token)).build();
  }

  private static void end(MilvusClientV2 client) {
    try {
      client.close(1); // seconds
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MilvusException problem(String what, RuntimeException e) {
    var status = status(e);
    int code = e instanceof MilvusClientException answer ? answer.getServerErrCode() : 0;
    String start = name() + ": " + what + " failed: ";
    String refused = "the server refuses the token; give an API key or user:password that may use this collection";
    if (NOT_ALLOWED.contains(code)) {
      return new MilvusException(start + refused, false, e);
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> new MilvusException(start + "no answer within " + config.timeoutMillis() + " ms; see that the server runs and can be reached, or raise timeoutMillis", true, e);
      case UNAVAILABLE -> new MilvusException(start + "the connection broke (" + status.getDescription() + "); see that the server runs and can be reached", true, e);
      case RESOURCE_EXHAUSTED -> new MilvusException(start + "the server is too busy (" + status.getDescription() + "); ask less or later", true, e);
      case UNAUTHENTICATED, PERMISSION_DENIED -> new MilvusException(start + refused, false, e);
      default -> code == NO_COLLECTION
          ? new MilvusException(start + "the server has no such collection any more; connect again to set it up", false, e)
          : new MilvusException(start + e.getMessage() + (NOT_NOW.contains(code) ? "; the server is not ready for it, try again later" : ""), NOT_NOW.contains(code), e);
    };
  }

  /** What the connection says, where that is what failed. */
  private static Status status(Throwable e) {
    for (var cause = Optional.of(e); cause.isPresent(); cause = Optional.ofNullable(cause.orElseThrow().getCause())) {
      if (cause.orElseThrow() instanceof StatusRuntimeException failure) {
        return failure.getStatus();
      }
    }
    return Status.UNKNOWN;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name() + " is closed; connect again");
    }
  }

  @Override
  public void close() {
    closed = true;
    lock.writeLock().lock();
    try {
      fit = false;
      client.ifPresent(Connection::end);
      client = Optional.empty();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
