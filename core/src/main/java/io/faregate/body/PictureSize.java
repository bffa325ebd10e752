package io.faregate.body;

import org.jspecify.annotations.Nullable;

/**
 * The size of a picture in pixels, from its first bytes: PNG (its section 11.2.1), GIF89a (18 and 20), WebP (RFC 9649)
 * and JPEG (ITU T.81, B.2.2). What is cut, has no size, or is anything else is none. Immutable.
 *
 * @param type {@code png}, {@code gif}, {@code webp} or {@code jpeg}
 * @param width at least 1
 * @param height at least 1
 */
record PictureSize(String type, long width, long height) {

    static @Nullable PictureSize read(PictureText text) {
        Reader reader = new Reader(text);
        return switch (text.read()) {
            case 0x89 -> reader.png();
            case 'G' -> reader.gif();
            case 'R' -> reader.webp();
            case 0xFF -> reader.jpeg();
            default -> null;
        };
    }

    private static @Nullable PictureSize of(String type, long width, long height) {
        return width < 1 || height < 1 ? null : new PictureSize(type, width, height);
    }

    /** Reads as far as it must. A number that is cut is less than zero. */
    private record Reader(PictureText text) {
        private static final int GIF_EXTENSION = 0x21;
        private static final int GIF_FRAME = 0x2C;

        @Nullable
        PictureSize png() {
            return follows("PNG\r\n\u001a\n\0\0\0\rIHDR") ? of("png", signed(big(4)), signed(big(4))) : null;
        }

        /** Four bytes of which the first bit is never set. */
        private static long signed(long number) {
            return number > Integer.MAX_VALUE ? -1 : number;
        }

        /** A frame may reach beyond the screen that the picture says it has. */
        @Nullable
        PictureSize gif() {
            int version = follows("IF8") ? text.read() : -1;
            boolean isGif = (version == '7' || version == '9') && follows("a");
            long width = little(2);
            long height = little(2);
            int flags = text.read();
            long colours = (flags & 0x80) == 0 ? 0 : 3L * (2L << (flags & 7));
            if (!isGif || flags < 0 || !skip(2 + colours) || !skipExtensions()) {
                return null;
            }
            long left = little(2);
            long top = little(2);
            long frameWidth = little(2);
            long frameHeight = little(2);
            boolean hasSizes = Math.min(width, height) > 0 && Math.min(frameWidth, frameHeight) > 0;
            return hasSizes ? of("gif", Math.max(width, left + frameWidth), Math.max(height, top + frameHeight)) : null;
        }

        private boolean skipExtensions() {
            int block = text.read();
            while (block == GIF_EXTENSION) {
                text.read();
                int size = text.read();
                while (size > 0 && skip(size)) {
                    size = text.read();
                }
                block = size == 0 ? text.read() : -1;
            }
            return block == GIF_FRAME;
        }

        @Nullable
        PictureSize webp() {
            if (!follows("IFF") || !skip(4) || !follows("WEBPVP8")) {
                return null;
            }
            return switch (text.read()) {
                case ' ' -> lossy();
                case 'L' -> lossless();
                case 'X' -> extended();
                default -> null;
            };
        }

        private @Nullable PictureSize lossy() {
            boolean isKeyFrame = skip(4) && (text.read() & 1) == 0 && skip(2) && follows("\u009d\u0001*");
            long width = little(2);
            long height = little(2);
            return isKeyFrame && height >= 0 ? of("webp", width & 0x3FFF, height & 0x3FFF) : null;
        }

        private @Nullable PictureSize lossless() {
            boolean isLossless = skip(4) && follows("/");
            long sizes = little(4);
            return isLossless && sizes >= 0 ? of("webp", (sizes & 0x3FFF) + 1, (sizes >> 14 & 0x3FFF) + 1) : null;
        }

        private @Nullable PictureSize extended() {
            boolean isExtended = follows("\n\0\0\0") && skip(4);
            long width = little(3);
            long height = little(3);
            return isExtended && height >= 0 ? of("webp", width + 1, height + 1) : null;
        }

        /** The first frame header; nothing but segments with a length may come before it. */
        @Nullable
        PictureSize jpeg() {
            if (text.read() != 0xD8) {
                return null;
            }
            while (text.read() == 0xFF) {
                int marker = text.read();
                while (marker == 0xFF) {
                    marker = text.read();
                }
                long length = marker < 0xC0 || (marker >= 0xD0 && marker <= 0xDA) ? -1 : big(2);
                if (length < 2) {
                    return null;
                }
                if (isFrame(marker)) {
                    int precision = text.read();
                    long height = big(2);
                    return precision < 0 ? null : of("jpeg", big(2), height);
                }
                if (!skip(length - 2)) {
                    return null;
                }
            }
            return null;
        }

        private static boolean isFrame(int marker) {
            return marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        }

        private boolean follows(String latin) {
            for (int i = 0; i < latin.length(); i++) {
                if (text.read() != latin.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean skip(long bytes) {
            for (long i = 0; i < bytes; i++) {
                if (text.read() < 0) {
                    return false;
                }
            }
            return true;
        }

        private long big(int bytes) {
            long number = 0;
            for (int i = 0; i < bytes; i++) {
                int next = text.read();
                if (next < 0) {
                    return -1;
                }
                number = number << 8 | next;
            }
            return number;
        }

        private long little(int bytes) {
            long number = 0;
            for (int i = 0; i < bytes; i++) {
                int next = text.read();
                if (next < 0) {
                    return -1;
                }
                number |= (long) next << (8 * i);
            }
            return number;
        }
    }
}
