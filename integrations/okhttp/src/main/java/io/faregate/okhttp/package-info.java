/** Provider calls of OkHttp, and of the libraries that are built on it, as calls of a ride. */
@NullMarked
package io.faregate.okhttp;

import org.jspecify.annotations.NullMarked;
