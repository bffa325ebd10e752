package io.faregate;

/**
 * Whether a tool may be called. Immutable.
 *
 * @param allowed whether the application may call it now; the call is counted then
 * @param message what the model may be told instead, in one sentence; empty when it is allowed
 */
public record ToolCall(boolean allowed, String message) {}
