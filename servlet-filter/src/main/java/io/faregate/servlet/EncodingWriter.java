package io.faregate.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Encodes characters as they come. Unlike {@link java.io.OutputStreamWriter} it keeps nothing back but half a surrogate
 * pair: what is written has passed the meter, and a reset finds nothing to forget.
 */
final class EncodingWriter extends Writer {
    private static final int BYTE_ORDER = 4;
    private static final int PIECE = 32 * 1024;

    private final OutputStream out;
    private final CharsetEncoder encoder;
    private String half = "";

    EncodingWriter(OutputStream out, Charset charset) {
        this.out = out;
        this.encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        encode(CharBuffer.wrap(chars, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        encode(CharBuffer.wrap(text, offset, offset + length));
    }

    private void encode(CharBuffer more) throws IOException {
        CharBuffer chars = half.isEmpty() ? more : CharBuffer.wrap(half + more);
        send(chars, false);
        half = chars.toString();
    }

    private void send(CharBuffer chars, boolean last) throws IOException {
        double most = Math.ceil((chars.remaining() + 1.0) * encoder.maxBytesPerChar()) + BYTE_ORDER;
        byte[] bytes = new byte[(int) Math.min(most, PIECE)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        CoderResult result;
        do {
            result = encoder.encode(chars, buffer.clear(), last);
            out.write(bytes, 0, buffer.position());
        } while (result.isOverflow());
    }

    /** Half a pair at the end can not be completed any more. */
    void finish() throws IOException {
        if (!half.isEmpty()) {
            CharBuffer rest = CharBuffer.wrap(half);
            half = "";
            send(rest, true);
            encoder.reset();
        }
    }

    void dropped() {
        half = "";
        encoder.reset();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        finish();
        out.close();
    }
}
