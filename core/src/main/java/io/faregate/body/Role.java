package io.faregate.body;

import tools.jackson.core.JsonToken;

/** What a place in a request's body is for. */
enum Role {
    /** Only a step on the way to other places. */
    STEP,
    /** The model's name. */
    MODEL,
    /** A number that is clamped. */
    CHOICE,
    /** Whether the reply is streamed. */
    STREAM,
    /** Whether a stream reports usage. */
    USAGE_ASKED,
    /** The one text of a simple body: required, trimmed, not blank. */
    PROMPT,
    /** The text of a message. */
    TEXT,
    /** A string that is no text of a message. */
    STRING,
    /** One of a few words. */
    WORD,
    /** A message, counted. */
    MESSAGE,
    /** A tool, counted. */
    TOOL,
    /** Anything; its strings are text of a message. */
    TEXTS,
    /** Anything. */
    PASS,
    /** A picture: not let in from a client, a flat size from an application. */
    IMAGE,
    /** Sound or a file: not let in from a client. */
    MEDIA,
    /** Not let in from a client, unless it asks for nothing: null or false. */
    DENIED;

    boolean takes(JsonToken scalar) {
        return switch (this) {
            case MODEL, PROMPT, TEXT, STRING, WORD -> scalar == JsonToken.VALUE_STRING;
            case CHOICE -> scalar == JsonToken.VALUE_NUMBER_INT;
            case STREAM, USAGE_ASKED -> scalar == JsonToken.VALUE_TRUE || scalar == JsonToken.VALUE_FALSE;
            default -> false;
        };
    }

    /** Whether a place of this role, with no places below it, takes anything. */
    boolean isOpen() {
        return switch (this) {
            case TOOL, TEXTS, PASS, IMAGE, MEDIA, DENIED -> true;
            default -> false;
        };
    }

    /** Whether the value decides what the ride costs, so that a wrong one is refused whoever wrote it. */
    boolean isEdited() {
        return switch (this) {
            case MODEL, CHOICE, STREAM, USAGE_ASKED -> true;
            default -> false;
        };
    }
}
