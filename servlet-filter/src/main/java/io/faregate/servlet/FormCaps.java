package io.faregate.servlet;

import io.faregate.body.Caps;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;

/** The most bytes of a form with files. Immutable. */
final class FormCaps {
    private final long most;

    FormCaps(Caps caps) {
        this.most = caps.formBytes();
    }

    /** The most bytes of the whole form. */
    long most() {
        return most;
    }

    /** Checks the length of the whole form; one that is not known can not be. */
    void total(long length) {
        if (length < 0) {
            throw new RideOverException(
                    Reason.BODY_TOO_LARGE, "caps.file-bytes", "A form with files needs a Content-Length here.");
        }
        if (length > most) {
            throw new RideOverException(
                    Reason.BODY_TOO_LARGE, "caps.file-bytes", "The form has more than " + most + " bytes.");
        }
    }
}
