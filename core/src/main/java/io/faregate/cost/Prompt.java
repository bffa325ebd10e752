package io.faregate.cost;

import java.util.Collections;
import java.util.Iterator;

/**
 * The text that a model will read, as an estimator sees it: how much there is, and the text itself for those who count
 * tokens. Immutable; an iterator belongs to one thread.
 */
public interface Prompt {

    /**
     * The size of the text.
     *
     * @return bytes of every string in UTF-8, and of schemas and the like as JSON without white space; a lone surrogate
     *     counts three, a picture the most tokens that all models but {@linkplain
     *     TokenEstimator#morePictureTokens(String, Prompt) one} make of it, and a call of the provider's own tools the most
     *     tokens of its result
     */
    long utf8Bytes();

    /**
     * How many messages the text is in.
     *
     * @return zero or more
     */
    int messages();

    /**
     * How many tools are defined in it.
     *
     * @return zero or more
     */
    int tools();

    /**
     * How many pictures are shown in it.
     *
     * @return zero or more
     */
    default int pictureCount() {
        return 0;
    }

    /**
     * The text itself, string after string, decoded piece by piece as it is asked for; a schema, or whatever else is let in
     * as it is, comes as JSON without white space. No piece reaches from one of these into the next, and none ends between
     * two surrogates that are a pair. What is counted in {@link #utf8Bytes()} and comes in no piece has no text here:
     * pictures, results of the provider's own tools, the strings behind the first few thousand, or all of a body that was
     * not read.
     *
     * @param chars the most UTF-16 units of a piece, two or more
     * @return the pieces in the order of the body, none of them empty
     */
    default Iterator<String> pieces(int chars) {
        return Collections.emptyIterator();
    }
}
