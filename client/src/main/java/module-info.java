/** A client of the service: pages, events, neighbours. Needs Java 17 and no other library. */
module dev.tributary.client {
  requires transitive java.net.http;

  exports dev.tributary.client;
}
