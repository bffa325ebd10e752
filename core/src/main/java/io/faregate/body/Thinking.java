package io.faregate.body;

/** What a body says of the thinking that the model does out of sight, before it writes or while it does. */
public enum Thinking {
    /** Nothing: as the model does unless told. */
    UNSAID,
    /** The model is to think. */
    ASKED,
    /** The model is not to think. */
    DECLINED
}
