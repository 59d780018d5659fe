package dev.tributary.server.api;

import dev.tributary.server.jobs.Housekeeping;
import dev.tributary.server.jobs.Retraining;
import java.time.Duration;

/**
 * What the endpoints need to know of the service's settings. Immutable.
 *
 * @param pageLife how long the token of a next page holds
 * @param recordShare of the responses that are kept in the log, 0..1
 */
public record ApiSettings(Duration pageLife, double recordShare, Retraining.Schedule retraining, Housekeeping.Schedule housekeeping) {}
