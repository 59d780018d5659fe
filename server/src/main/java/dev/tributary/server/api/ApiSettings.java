package dev.tributary.server.api;

import dev.tributary.server.jobs.Retraining;
import java.time.Duration;

/**
 * What the endpoints need to know of the service's settings. Immutable.
 *
 * @param pageLife how long the token of a next page holds
 */
public record ApiSettings(Duration pageLife, Retraining.Schedule retraining) {}
