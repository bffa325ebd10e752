/**
 * A stand-in for a model provider, so that the demo needs no key and no network: it speaks OpenAI's APIs and
 * Anthropic's, and counts and cuts its answers as the real ones do. Nothing of it is in the WAR.
 */
@NullMarked
package io.faregate.samples.chat.provider;

import org.jspecify.annotations.NullMarked;
