package io.faregate.body;

/**
 * The pictures that a prompt shows. Immutable.
 *
 * @param count how many, those that are only named by an address included
 * @param addresses how many of them are named by an address, so that nobody knows their size
 * @param mostPixels pixels of the largest whose size is known
 */
public record Pictures(int count, int addresses, long mostPixels) {

    /** None at all. */
    public static final Pictures NONE = new Pictures(0, 0, 0);

    /**
     * Checks that nothing is negative.
     *
     * @param count how many, those that are only named by an address included
     * @param addresses how many of them are named by an address, so that nobody knows their size
     * @param mostPixels pixels of the largest whose size is known
     */
    public Pictures {
        if (count < 0 || addresses < 0 || mostPixels < 0) {
            throw new IllegalArgumentException("negative: " + count + ", " + addresses + ", " + mostPixels);
        }
    }

    /** With one more. */
    Pictures and(ShownPicture picture) {
        boolean isAddress = picture.kind() == ShownPicture.Kind.ADDRESS;
        return new Pictures(count + 1, addresses + (isAddress ? 1 : 0), Math.max(mostPixels, picture.pixels()));
    }
}
