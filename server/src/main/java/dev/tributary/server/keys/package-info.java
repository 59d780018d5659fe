/**
 * Who may call the service: keys with roles, and the secret that signs page tokens, in files that only the owner can read.
 *
 * <p>Main types: {@link dev.tributary.server.keys.Keys}, {@link dev.tributary.server.keys.Role}. Depends on nothing of the
 * service.
 */
@NullMarked
package dev.tributary.server.keys;

import org.jspecify.annotations.NullMarked;
