package io.faregate.servlet;

import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;

/** The most bytes of a form with files. Immutable. */
final class FormCaps {
    private static final long FORM_OVERHEAD = 64 * 1024;

    private final long files;
    private final long fileBytes;

    FormCaps(Caps caps) {
        this.files = caps.max(Capped.FILES);
        this.fileBytes = caps.max(Capped.FILE_BYTES);
    }

    /** The most bytes of the whole form. */
    long most() {
        long high = Math.multiplyHigh(files, fileBytes);
        long low = files * fileBytes;
        return high != 0 || low < 0 || low > Long.MAX_VALUE - FORM_OVERHEAD ? Long.MAX_VALUE : low + FORM_OVERHEAD;
    }

    /** Checks the length of the whole form; one that is not known can not be. */
    void total(long length) {
        if (length < 0) {
            throw new RideOverException(
                    Reason.BODY_TOO_LARGE, "caps.file-bytes", "A form with files needs a Content-Length here.");
        }
        if (length > most()) {
            throw new RideOverException(
                    Reason.BODY_TOO_LARGE, "caps.file-bytes", "The form has more than " + most() + " bytes.");
        }
    }
}
