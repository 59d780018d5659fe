/**
 * Settings are records whose components carry their ranges and meaning; options, YAML, help and JSON Schema all come from
 * the same components.
 *
 * <p>Main types: {@link dev.tributary.settings.Setting}, {@link dev.tributary.settings.Settings}. Depends on {@code math}.
 */
@NullMarked
package dev.tributary.settings;

import org.jspecify.annotations.NullMarked;
