/** What the tests of all integrations run against; not published. */
@NullMarked
package io.faregate.integrations;

import org.jspecify.annotations.NullMarked;
