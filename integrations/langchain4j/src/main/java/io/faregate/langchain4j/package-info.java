/** Provider calls of LangChain4j as calls of a ride. */
@NullMarked
package io.faregate.langchain4j;

import org.jspecify.annotations.NullMarked;
