package io.faregate;

import io.faregate.body.Claim;
import io.faregate.body.ProviderTool;
import io.faregate.body.RequestShape;
import io.faregate.policy.MessagePolicy;
import io.faregate.policy.Route;
import io.faregate.policy.ToolPolicy;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks in a body: the user, and in another's name only what the route lets in. It is judged when the whole body is
 * known, so that no order of its fields matters. A route that has instructions of its own puts them in.
 */
final class Speaking {
    private static final Claim[] CLAIMS = Claim.values();

    private final Attempt attempt;
    private final RequestShape shape;
    private final Route route;

    private Speaking(Attempt attempt) {
        this.attempt = attempt;
        this.shape = attempt.shape;
        this.route = attempt.rules.route();
    }

    /** What the client may not say; null when it may say all of it. */
    static @Nullable Refusal judge(Attempt attempt) {
        Refusal refusal = new Speaking(attempt).refusal();
        String instructions = attempt.rules.route().messages().instructions();
        if (refusal == null && instructions != null && !Overruling.isObserved(attempt)) {
            attempt.shape = attempt.shape.instructed(instructions);
        }
        return refusal;
    }

    private @Nullable Refusal refusal() {
        MessagePolicy messages = route.messages();
        for (Claim claim : CLAIMS) {
            Optional<String> claimed = shape.claimed(claim);
            boolean isOff = claim == Claim.TOOLS && attempt.restriction.toolsOff();
            if (claimed.isPresent() && (isOff || !messages.lets(claim))) {
                return refuse(Reason.FIELD_NOT_ALLOWED, said(claim) + " not taken from a client here.", claimed.get());
            }
        }
        for (String tool : shape.toolNames()) {
            if (!route.tools().allow().containsKey(tool)) {
                String message = "A tool is defined or chosen that this route does not have.";
                return refuse(
                        Reason.TOOL_NOT_ALLOWED,
                        message,
                        shape.claimed(Claim.TOOLS).orElse(null));
            }
        }
        for (ProviderTool tool : shape.providerTools()) {
            ToolPolicy.Rule rule = route.tools().allow().get(tool.name());
            if (rule != null && tool.calls() > rule.max()) {
                String message = "The provider's own tools may be called " + rule.max() + " times; ask for no more.";
                return refuse(
                        Reason.INVALID_VALUE,
                        message,
                        shape.claimed(Claim.TOOLS).orElse(null));
            }
        }
        if (shape.lastAuthor().equals(Optional.of(Claim.HISTORY))) {
            return refuse(Reason.INVALID_VALUE, "The last message must not be the model's.", null);
        }
        if (messages.instructions() != null && shape.isAllInstructions()) {
            return refuse(Reason.INVALID_VALUE, "There is no message of the user.", null);
        }
        return null;
    }

    private static String said(Claim claim) {
        return switch (claim) {
            case HISTORY -> "Earlier turns of the model are";
            case SYSTEM -> "Instructions to the model are";
            case TOOLS -> "Tools, their calls and their results are";
        };
    }

    private Refusal refuse(Reason reason, String message, @Nullable String param) {
        return new Refusal(attempt.id(), reason, attempt.rule("messages"), message, param, null);
    }
}
