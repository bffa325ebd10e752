/** Everything the operator wrote, immutable, from one YAML file or a builder. */
@NullMarked
package io.faregate.policy;

import org.jspecify.annotations.NullMarked;
