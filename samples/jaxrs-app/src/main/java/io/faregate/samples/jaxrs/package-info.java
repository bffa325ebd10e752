/** What starts the application, and a stand-in for the provider. */
@NullMarked
package io.faregate.samples.jaxrs;

import org.jspecify.annotations.NullMarked;
