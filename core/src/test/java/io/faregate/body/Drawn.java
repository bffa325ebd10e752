package io.faregate.body;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures for tests, drawn by the JDK, and what the JDK makes of others. */
final class Drawn {
    private Drawn() {}

    static byte[] picture(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < Math.min(width, height); i++) {
            image.setRGB(i, i, 0xFF0000 | i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException memory) {
            throw new UncheckedIOException(memory);
        }
        return out.toByteArray();
    }

    static String base64(byte[] picture) {
        return Base64.getEncoder().encodeToString(picture);
    }

    static String url(String type, byte[] picture) {
        return "data:image/" + type + ";base64," + base64(picture);
    }

    /** The pixels that the JDK's decoder would make of it, if it reads it at all. */
    static OptionalLong pixels(byte[] picture) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(picture))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return OptionalLong.empty();
            }
            ImageReader reader = readers.next();
            reader.setInput(in);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            reader.dispose();
            return OptionalLong.of(pixels);
        } catch (IOException | RuntimeException unreadable) {
            return OptionalLong.empty();
        }
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
