/**
 * Talks to a service over HTTP, blocking or not.
 *
 * <p>Main type: {@link dev.tributary.client.TributaryClient}. Knows nothing of the engine; depends on the JDK alone, release 17.
 */
package dev.tributary.client;
