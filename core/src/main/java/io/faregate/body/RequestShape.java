package io.faregate.body;

import io.faregate.cost.Prompt;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a scan found in a body: its sizes, and what it asks for. Immutable. */
public non-sealed interface RequestShape extends Scan {

    /**
     * The model the body names.
     *
     * @return the name as decoded, or empty
     */
    Optional<String> model();

    /**
     * Whether the model is named where no edit reaches it, as in the path.
     *
     * @return true when another model can only be asked for by another request
     */
    default boolean isModelFixed() {
        return false;
    }

    /**
     * All text that the model may read: every string in the body but the model's name, and all JSON that is let in as it is.
     *
     * @return its size, and the text for who asks
     */
    Prompt prompt();

    /**
     * Characters (code points) of all text that is held as prompt, wherever it stands: strings; and JSON that no table knows
     * the inside of, as a schema, with its brackets, quotes and numbers. Only the dialect's own words, as roles and types,
     * and numbers that are settings are not counted; a prompt that is said in tokens has a character for each.
     *
     * @return the count
     */
    long promptChars();

    /**
     * Prompts that each get replies of their own, as many as are asked for.
     *
     * @return the count, one or more; one where no replies are written
     */
    default long prompts() {
        return 1;
    }

    /**
     * Earlier turns of the model, as a client tells them.
     *
     * @return how many; none when an application wrote the body
     */
    default int turns() {
        return 0;
    }

    /**
     * Documents that stand in the body for the model to draw on.
     *
     * @return how many
     */
    default int documents() {
        return 0;
    }

    /**
     * The pictures that the prompt shows; what they are in tokens is in {@link #prompt}.
     *
     * @return how many and how large
     */
    default Pictures pictures() {
        return Pictures.NONE;
    }

    /**
     * What the body asks for; of a field with several spellings the largest.
     *
     * @param choice what may be chosen
     * @return the value, zero or more, saturated at {@link Long#MAX_VALUE}; empty when the body names none
     */
    OptionalLong asked(Choice choice);

    /**
     * The most that a call with this body may use, given bounds of its tokens: with the sound in its prompt, with the
     * searches of the provider's own tools, with the prompt for each turn that the provider takes by itself where it bills
     * them so, with a token of an hour's cache where some of the prompt may be written to one, and with the replies to each
     * of several prompts.
     *
     * @param promptTokens the most tokens of all prompts
     * @param outputTokens the most tokens of all replies to one prompt
     * @return the usage to be held
     */
    Usage most(long promptTokens, long outputTokens);

    /**
     * Tokens of one reply whose length follows from what else is asked, as that of a picture from its size: no edit can
     * shorten it.
     *
     * @return the most tokens of one reply, one or more; empty where a reply can be shortened, or costs none
     */
    default OptionalLong fixedOutput() {
        return OptionalLong.empty();
    }

    /**
     * What a client says in another's name.
     *
     * @param claim in whose
     * @return the first field that does, as a JSON pointer; empty when none does, or an application wrote the body
     */
    default Optional<String> claimed(Claim claim) {
        return Optional.empty();
    }

    /**
     * The names of all tools that are defined or chosen.
     *
     * @return the names as decoded
     */
    default Set<String> toolNames() {
        return Set.of();
    }

    /**
     * The tools of the provider's own that the body asks for.
     *
     * @return each with the most calls of it
     */
    default List<ProviderTool> providerTools() {
        return List.of();
    }

    /**
     * In whose name a client says the last message.
     *
     * @return the claim, or empty when it is the user's own
     */
    default Optional<Claim> lastAuthor() {
        return Optional.empty();
    }

    /**
     * Whether a client's messages are instructions to the model, all of them.
     *
     * @return true when no message would be left without them
     */
    default boolean isAllInstructions() {
        return false;
    }

    /**
     * The same body with other instructions to the model: put in where the dialect has them, in place of all that the
     * client says there, and counted as prompt.
     *
     * @param instructions the text
     * @return the body that is changed so by its edits; the same where the dialect has no place for instructions
     */
    default RequestShape instructed(String instructions) {
        return this;
    }

    /**
     * How the call is to be served, where its price depends on it.
     *
     * @return what the body asks for; {@link ServiceTier#UNSAID} when it leaves that to the provider
     */
    default ServiceTier tier() {
        return ServiceTier.UNSAID;
    }

    /**
     * Whether the model is to think out of sight.
     *
     * @return what the body says
     */
    default Thinking thinking() {
        return Thinking.UNSAID;
    }

    /**
     * Whether the reply is written by the model, as tokens; embeddings are not.
     *
     * @return true when it costs output tokens that can be limited
     */
    boolean writes();

    /**
     * Whether the body asks for a streamed reply.
     *
     * @return true for a stream
     */
    boolean stream();

    /**
     * Whether the body asks for usage in the stream.
     *
     * @return true when it does, or when the dialect always reports usage
     */
    boolean usageAsked();

    /**
     * Fields of the client's that are in no table and will not go on, where a route lets them be taken out.
     *
     * @return where the first of them are, as JSON pointers; empty when there are none
     */
    default List<String> stripped() {
        return List.of();
    }

    /**
     * Changes to the scanned bytes.
     *
     * @return no change yet
     */
    Edits edit();
}
