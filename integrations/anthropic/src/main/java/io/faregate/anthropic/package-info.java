/** Provider calls of Anthropic's library as calls of a ride. */
@NullMarked
package io.faregate.anthropic;

import org.jspecify.annotations.NullMarked;
