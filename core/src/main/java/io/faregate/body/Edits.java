package io.faregate.body;

/** Changes to a scanned body, spliced into its bytes. Not thread-safe; each method may be called once. */
public interface Edits {

    /**
     * Those of a body that stays as it is, whatever is asked of it.
     *
     * @param body all of it
     * @return edits that change nothing, and may be asked for as often as wanted
     */
    static Edits none(byte[] body) {
        return new Unchanged(body);
    }

    /**
     * Names the model, in place of the one asked for or inserted.
     *
     * @param model the model given
     * @return this
     */
    Edits model(String model);

    /**
     * Sets a choice: every spelling that asks for more is lowered to the value; it is inserted when the body names none.
     * A dialect that has no such field ignores it.
     *
     * @param choice what is chosen
     * @param value the value given
     * @return this
     */
    Edits set(Choice choice, long value);

    /**
     * Asks the provider for usage in a stream, where that must be asked for.
     *
     * @return this
     */
    Edits forceUsage();

    /**
     * The body that goes on.
     *
     * @return the changed bytes; a body that needed no change is the same bytes
     */
    byte[] bytes();
}
