package io.faregate.body;

import io.faregate.cost.ServiceTier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** What a place in a request's body is for. */
enum Role {
    /** Only a step on the way to other places. */
    STEP,
    /** The model's name. */
    MODEL,
    /** A number that is clamped. */
    CHOICE,
    /** Tokens of thinking, a part of those of the reply: lowered with them, and as much as there is when negative. */
    BUDGET,
    /** Whether the reply is streamed. */
    STREAM,
    /** Whether a stream reports usage. */
    USAGE_ASKED,
    /** The one text of a simple body: required, trimmed, not blank. */
    PROMPT,
    /** A text. */
    TEXT,
    /** A message that is nothing but its text: counted, with the author that the provider writes before it. */
    REMARK,
    /** One of a few words. */
    WORD,
    /** Who speaks in a message, one of a few words. */
    AUTHOR,
    /** One of several prompts, counted: a string or the tokens of one; or a token of the only one. */
    ITEM,
    /** A token of a prompt, as a number. */
    TOKEN,
    /** A message, counted. */
    MESSAGE,
    /** A message, counted; from a client, it must say who speaks or what it is instead. */
    TURN,
    /** What a turn is, one of a few words; one that claims something needs no author. */
    TURN_KIND,
    /** A tool, counted. */
    TOOL,
    /** A tool's kind, one of a few words: all others are the provider's own tools. */
    TOOL_KIND,
    /** The name of a tool that is defined or chosen. */
    TOOL_NAME,
    /** The most calls of a tool of the provider's own. */
    USES,
    /** The most calls of all tools of the provider's own. */
    ALL_USES,
    /** The most tokens that one call of a tool of the provider's own fetches into the prompt. */
    FETCHED,
    /** A tool of the provider's own, named by its field. */
    PROVIDER_TOOL,
    /** Tools by their fields: in one of an application's, a field that is not known is a tool of the provider's own. */
    TOOL_BOX,
    /** A document, counted; anything may be in it. */
    DOCUMENT,
    /** A number, true or false, which no model reads. */
    SETTING,
    /** Anything; all that is written in it is text. */
    PASS,
    /** A picture that is shown, as a string or with more about it: let in from a client where the route takes some. */
    IMAGE,
    /** Sound that the model hears: not let in from a client. */
    SOUND,
    /** A file: not let in from a client. */
    MEDIA,
    /** A picture or a file, as its media type says: a client may have pictures where the route takes some. */
    SOURCE,
    /** The bytes of a picture or its address, inside what is one. */
    DATA,
    /** The media type of a source. */
    MEDIA_TYPE,
    /** How long what is written to the provider's cache is kept, one of a few words. */
    LIFETIME,
    /** The service tier, one of a few words: none from a client, unless the route lets it choose. */
    TIER,
    /** The same of how fast a call is served. */
    SPEED,
    /** The same of where it is served. */
    REGION,
    /** The size of a picture that is to be made, as {@code 1024x1024}. */
    SIZE,
    /** How fine a picture is to be made, one of a few words. */
    QUALITY,
    /** How many unfinished pictures are shown before each. */
    PARTIALS,
    /** A text that is to be spoken. */
    SPOKEN,
    /** How a text is to be spoken, in words or as a speed: it may take longer for it. */
    PACE,
    /** How much the model is to think where nobody sees it, as a word; else anything. */
    EFFORT,
    /** The voice that the model may answer in. */
    VOICE,
    /** The same, not let in from a client. */
    VOICE_DENIED,
    /** What the model may answer in, one of a few words: sound is a voice that an application may ask for. */
    MODALITY,
    /** Not let in from a client, unless it asks for nothing: null or false. */
    DENIED;

    boolean takes(JsonToken scalar) {
        return switch (this) {
            case MODEL, PROMPT, TEXT, REMARK, SPOKEN, WORD, AUTHOR, TURN_KIND, TOOL_KIND, TOOL_NAME -> isString(scalar);
            case MEDIA_TYPE, LIFETIME, TIER, SPEED, REGION, SIZE, QUALITY, IMAGE, DATA, MODALITY -> isString(scalar);
            case ITEM -> isString(scalar) || scalar == JsonToken.VALUE_NUMBER_INT;
            case CHOICE, BUDGET, USES, ALL_USES, FETCHED, TOKEN, PARTIALS -> scalar == JsonToken.VALUE_NUMBER_INT;
            case SETTING -> !isString(scalar);
            case PACE -> isString(scalar) || scalar.isNumeric();
            case STREAM, USAGE_ASKED -> scalar == JsonToken.VALUE_TRUE || scalar == JsonToken.VALUE_FALSE;
            default -> false;
        };
    }

    /** Whether a place of this role, with no places below it, takes anything. */
    boolean isOpen() {
        return switch (this) {
            case TOOL, PROVIDER_TOOL, DOCUMENT, PASS, IMAGE, SOUND, MEDIA, EFFORT, VOICE -> true;
            case VOICE_DENIED, DENIED -> true;
            default -> false;
        };
    }

    /** What it becomes where a route lets a client have it all the same. */
    Role allowed() {
        return this == VOICE_DENIED ? VOICE : PASS;
    }

    /** Whether it is not let in from a client, unless it asks for nothing: null or false. */
    boolean isDenied() {
        return this == DENIED || this == VOICE_DENIED;
    }

    /** Whether only its words are let in from a client. */
    boolean isWord() {
        return switch (this) {
            case WORD, AUTHOR, TURN_KIND, TOOL_KIND, LIFETIME, QUALITY, MODALITY -> true;
            default -> served() != null;
        };
    }

    /** What it says of how a call is served; null when nothing. */
    ServiceTier.@Nullable Part served() {
        return switch (this) {
            case TIER -> ServiceTier.Part.TIER;
            case SPEED -> ServiceTier.Part.SPEED;
            case REGION -> ServiceTier.Part.REGION;
            default -> null;
        };
    }

    private static boolean isString(JsonToken scalar) {
        return scalar == JsonToken.VALUE_STRING;
    }

    /** Whether it is one of the messages that are counted. */
    boolean isMessage() {
        return this == MESSAGE || this == TURN;
    }

    /** Whether who writes it chooses its text: all but the words of the table, and what is read as a number. */
    boolean isFreeText() {
        return !isWord() && !isEdited() && this != SIZE && this != PARTIALS;
    }

    /** Whether it is no text but a picture, sound or a file. */
    boolean isMedia() {
        return this == IMAGE || this == SOUND || this == MEDIA || this == SOURCE;
    }

    /** Whether the value decides what the ride costs, so that a wrong one is refused whoever wrote it. */
    boolean isEdited() {
        return switch (this) {
            case MODEL, CHOICE, BUDGET, STREAM, USAGE_ASKED -> true;
            default -> false;
        };
    }
}
