/** What rows look like before a format writes them: columns, and a writer's promise. Depends on {@code data} of the engine. */
@NullMarked
package dev.tributary.formats.rows;

import org.jspecify.annotations.NullMarked;
