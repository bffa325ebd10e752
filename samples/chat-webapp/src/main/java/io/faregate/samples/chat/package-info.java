/**
 * The launcher of the demo: what a container and its administrator are for a real application. The application itself is
 * {@code web}, and alone is in the WAR.
 */
@NullMarked
package io.faregate.samples.chat;

import org.jspecify.annotations.NullMarked;
