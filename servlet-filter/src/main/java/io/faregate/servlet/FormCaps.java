package io.faregate.servlet;

import io.faregate.Ride;
import io.faregate.body.Capped;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.http.Part;
import java.util.Collection;

/** The caps of a form with files. Each file is counted once, as it is found. Used by one thread at a time. */
final class FormCaps {
    private static final long FORM_OVERHEAD = 64 * 1024;

    private final Ride ride;
    private final long files;
    private final long fileBytes;
    private long found;

    FormCaps(Ride ride) {
        this.ride = ride;
        this.files = ride.caps().max(Capped.FILES);
        this.fileBytes = ride.caps().max(Capped.FILE_BYTES);
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

    /** Checks the parts that the container made of the form. */
    void check(Collection<Part> parts) {
        for (Part part : parts) {
            // browsers send an empty part for a file that was not chosen
            if (part.getSubmittedFileName() != null
                    && (part.getSize() > 0 || !part.getSubmittedFileName().isEmpty())) {
                file();
                fileBytes(part.getSize());
            }
        }
    }

    /** One more file. */
    void file() {
        if (found >= files) {
            throw new RideOverException(
                    Reason.CONTENT_TOO_LARGE, "caps.files", "The form has more than " + files + " files.");
        }
        found++;
        ride.inference().files(1);
    }

    /** Checks the size of one file. */
    void fileBytes(long size) {
        if (size > fileBytes) {
            throw new RideOverException(
                    Reason.CONTENT_TOO_LARGE, "caps.file-bytes", "A file has more than " + fileBytes + " bytes.");
        }
    }
}
