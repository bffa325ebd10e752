package io.faregate.body;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/** Compressed as the JDK does it, by others that write more into the head, and by servers of streams. */
public final class Gzipped {
    /** What the JDK writes as the head of a member. */
    private static final int PLAIN_HEAD = 10;

    private Gzipped() {}

    /**
     * One member.
     *
     * @param plain what is compressed
     * @return gzip
     */
    public static byte[] of(byte[] plain) {
        return flushed(List.of(plain));
    }

    /** One member of which each piece can be read when it has come, as a server of events writes it. */
    static byte[] flushed(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(all, true)) {
            for (byte[] piece : pieces) {
                gzip.write(piece);
                gzip.flush();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return all.toByteArray();
    }

    /** With everything that a head may have. */
    static byte[] withWholeHead(byte[] plain) {
        byte[] simple = of(plain);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(simple, 0, 3);
        all.write(0x1f);
        all.write(simple, 4, PLAIN_HEAD - 4);
        all.write(4);
        all.write(1);
        all.writeBytes(new byte[260]);
        all.writeBytes("a name\0".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes("a comment\0".getBytes(StandardCharsets.US_ASCII));
        CRC32 crc = new CRC32();
        crc.update(all.toByteArray());
        all.write((int) crc.getValue());
        all.write((int) crc.getValue() >>> 8);
        all.write(simple, PLAIN_HEAD, simple.length - PLAIN_HEAD);
        return all.toByteArray();
    }

    /** What the JDK reads of it. */
    static byte[] read(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }

    /** What can be known of the beginning of one member with a plain head. */
    static final class Known {
        private final Inflater inflater = new Inflater(true);
        private final byte[] some = new byte[1000];

        /** What more of it tells. */
        byte[] more(byte[] gzip, int from, int to) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            int begin = Math.max(from, PLAIN_HEAD);
            if (begin < to && !inflater.finished()) {
                inflater.setInput(gzip, begin, to - begin);
            }
            try {
                for (int made = inflater.inflate(some); made > 0; made = inflater.inflate(some)) {
                    plain.write(some, 0, made);
                }
            } catch (DataFormatException impossible) {
                throw new IllegalStateException(impossible);
            }
            return plain.toByteArray();
        }
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
