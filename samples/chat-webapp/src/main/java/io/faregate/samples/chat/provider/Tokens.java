package io.faregate.samples.chat.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/** The tokenizer of the models that the stand-in plays. */
final class Tokens {
    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private Tokens() {}

    /** Counts without reading special tokens: a user who writes {@code <|endoftext|>} has written plain text. */
    static int count(String text) {
        return O200K.countTokensOrdinary(text);
    }

    /** A text in its tokens, each as text; meant for ASCII, where a token never splits a character. */
    static List<String> split(String text) {
        IntArrayList ids = O200K.encodeOrdinary(text);
        List<String> pieces = new ArrayList<>(ids.size());
        for (int at = 0; at < ids.size(); at++) {
            IntArrayList one = new IntArrayList(1);
            one.add(ids.get(at));
            pieces.add(O200K.decode(one));
        }
        return pieces;
    }
}
