package io.faregate;

import io.faregate.ride.RideOverException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tool may be called. The application chooses what becomes of a refused call: the model is told and goes on,
 * or the run ends. Immutable.
 *
 * <pre>{@code
 * ToolCall search = inference.tool("search", arguments);
 * String result = search.allowed() ? index.search(arguments) : search.message();
 * }</pre>
 */
public final class ToolCall {
    static final ToolCall ALLOWED = new ToolCall("", null);

    private final String message;
    private final @Nullable RideOverException over;

    private ToolCall(String message, @Nullable RideOverException over) {
        this.message = message;
        this.over = over;
    }

    static ToolCall refused(String message, RideOverException over) {
        return new ToolCall(message, over);
    }

    /**
     * Whether the application may call the tool now.
     *
     * @return true when it may; the call is counted then
     */
    public boolean allowed() {
        return over == null;
    }

    /**
     * What the model may be told in place of a result.
     *
     * @return one sentence; empty when the call is allowed
     */
    public String message() {
        return message;
    }

    /**
     * Ends the run when the call is refused, for applications that do not let the model try again.
     *
     * @throws RideOverException when the call is refused
     */
    public void orThrow() {
        if (over != null) {
            throw over;
        }
    }

    @Override
    public String toString() {
        return over == null ? "allowed" : "refused by " + over.rule();
    }
}
