package dev.tributary.server.http;

import java.time.Duration;

/**
 * What one caller may take. Immutable.
 *
 * @param bodyBytes the longest body
 * @param connections how many at once
 * @param request how long a client may take to send a request
 * @param idle how long a connection may stand idle
 * @param perSecond requests a second of one key; 0 is no limit
 * @param drain how long requests in hand may take when the service stops
 */
public record Limits(long bodyBytes, int connections, Duration request, Duration idle, int perSecond, Duration drain) {}
