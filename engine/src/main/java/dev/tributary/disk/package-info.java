/**
 * Files that survive a crash: written beside, synced, renamed; and locks that say who holds them. Not exported.
 *
 * <p>Main types: {@link dev.tributary.disk.Disk}, {@link dev.tributary.disk.LockFile}. Depends on nothing.
 */
@NullMarked
package dev.tributary.disk;

import org.jspecify.annotations.NullMarked;
