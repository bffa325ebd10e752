package io.faregate.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * Bytes into the writer of a page that had taken it before it included a guarded path. The writer stays the page's: it
 * is flushed, not closed. Used under the lock of its {@link GuardedOutput}.
 */
final class DecodingOutput extends ServletOutputStream {
    private final PrintWriter writer;
    private final CharsetDecoder decoder;
    private byte[] begun = new byte[0];

    DecodingOutput(PrintWriter writer, Charset charset) {
        this.writer = writer;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuffer more = ByteBuffer.wrap(bytes, offset, length);
        decode(begun.length == 0 ? more : joined(more), false);
    }

    private ByteBuffer joined(ByteBuffer more) {
        byte[] all = Arrays.copyOf(begun, begun.length + more.remaining());
        more.get(all, begun.length, more.remaining());
        return ByteBuffer.wrap(all);
    }

    private void decode(ByteBuffer bytes, boolean last) {
        CharBuffer chars = CharBuffer.allocate((int) Math.ceil((bytes.remaining() + 1) * decoder.maxCharsPerByte()));
        decoder.decode(bytes, chars, last);
        begun = Arrays.copyOfRange(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.limit());
        writer.write(chars.array(), 0, chars.position());
    }

    /** A writer keeps its failures to itself until it is asked. */
    @Override
    public void flush() throws IOException {
        if (writer.checkError()) {
            throw new IOException("The page's writer failed.");
        }
    }

    @Override
    public void close() throws IOException {
        if (begun.length > 0) {
            decode(ByteBuffer.wrap(begun), true);
            decoder.reset();
        }
        flush();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("The page that included this path has taken the writer.");
    }
}
