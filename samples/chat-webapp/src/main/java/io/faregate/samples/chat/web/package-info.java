/** The application: plain servlets of web.xml, as they are in many a WAR, that call a model behind Faregate's filter. */
@NullMarked
package io.faregate.samples.chat.web;

import org.jspecify.annotations.NullMarked;
