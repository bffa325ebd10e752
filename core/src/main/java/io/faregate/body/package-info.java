/** How a body is scanned and rewritten, usage is found in a response, and a refusal is said, per dialect. */
@NullMarked
package io.faregate.body;

import org.jspecify.annotations.NullMarked;
