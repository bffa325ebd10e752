package io.faregate.samples.chat.client;

import java.util.function.Predicate;

/** A client library, as far as the tests of all of them need it. */
interface Sdk {

    /** Asks for one whole reply, which must be what the library expects. */
    Heard ask(Question question);

    /** Asks for a stream, and leaves it when a piece of its text makes the reader say no; the text that was heard. */
    String stream(Question question, Predicate<String> goOn);

    /** What the library's own exception shows of a refusal. */
    Told told(Throwable raised);

    /**
     * What is asked.
     *
     * @param key of whom
     * @param model the model that is asked for
     * @param message the user's message
     * @param most the most output tokens
     * @param field a further field of the body, or empty
     */
    record Question(String key, String model, String message, long most, String field) {

        Question by(String user) {
            return new Question(user + "-key", model, message, most, field);
        }

        Question of(String otherModel) {
            return new Question(key, otherModel, message, most, field);
        }

        Question most(long tokens) {
            return new Question(key, model, message, tokens, field);
        }

        Question with(String name) {
            return new Question(key, model, message, most, name);
        }
    }

    /**
     * What is heard.
     *
     * @param text the text
     * @param input tokens of the prompt
     * @param output tokens of the reply
     * @param ending why the reply ended, in the API's own word
     */
    record Heard(String text, long input, long output, String ending) {}

    /**
     * What is told.
     *
     * @param status the status
     * @param message the sentence
     * @param code the code, or the type where an API has no code
     * @param rideId the ride's id
     */
    record Told(int status, String message, String code, String rideId) {}
}
