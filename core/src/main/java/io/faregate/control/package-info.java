/** What counts beside the policy while the application runs: the kill switch, suspicion, and the operator's console. */
@NullMarked
package io.faregate.control;

import org.jspecify.annotations.NullMarked;
