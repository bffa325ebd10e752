/** Calls of LangChain4j as calls of a ride: by its HTTP client, or where a model takes none, by the model itself. */
@NullMarked
package io.faregate.langchain4j;

import org.jspecify.annotations.NullMarked;
