package io.faregate.body;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A frame of Amazon's event streams, as {@link EventStreamMeter} reads them. */
final class EventFrame {
    private static final int LENGTHS = 2 * Integer.BYTES;

    /** The type of a header's value that is a string. */
    private static final int STRING = 7;

    private EventFrame() {}

    /** A frame that ends its stream with a modelled exception, which the SDKs throw. */
    static byte[] exception(String type, String json) {
        byte[] headers =
                headers(":message-type", "exception", ":exception-type", type, ":content-type", "application/json");
        byte[] payload = ascii(json);
        byte[] bytes = new byte[LENGTHS + headers.length + payload.length + 2 * Integer.BYTES];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putInt(bytes.length).putInt(headers.length);
        frame.putInt(checksum(bytes, LENGTHS)).put(headers).put(payload);
        frame.putInt(checksum(bytes, bytes.length - Integer.BYTES));
        return bytes;
    }

    /** Each is its name behind one byte for its length, and its value behind its type and two bytes. */
    private static byte[] headers(String... namesAndValues) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = ascii(namesAndValues[i]);
            byte[] value = ascii(namesAndValues[i + 1]);
            headers.write(name.length);
            headers.writeBytes(name);
            headers.write(STRING);
            headers.write(value.length >>> Byte.SIZE);
            headers.write(value.length);
            headers.writeBytes(value);
        }
        return headers.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int checksum(byte[] frame, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(frame, 0, length);
        return (int) checksum.getValue();
    }
}
