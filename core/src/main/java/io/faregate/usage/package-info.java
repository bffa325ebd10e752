/** The record of every decision, and where records go. */
@NullMarked
package io.faregate.usage;

import org.jspecify.annotations.NullMarked;
