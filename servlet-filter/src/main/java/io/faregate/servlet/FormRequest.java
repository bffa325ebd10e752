package io.faregate.servlet;

import io.faregate.body.FormBytes;
import io.faregate.body.FormReader;
import io.faregate.body.FormScanner;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form with files, which the application reads: as a stream, counted while it is read, or as the container's parts,
 * counted before the application has them. The container reads parameters of such a form as parts too.
 */
final class FormRequest extends GuardedRequest {
    private final FormReader reader;
    private final FormArrival arrival;
    private @Nullable Collection<Part> parts;

    FormRequest(HttpServletRequest request, ServletRide ride, FormReader reader) {
        super(request, ride);
        this.reader = reader;
        this.arrival = new FormArrival(ride, request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return ride().body().stream(this::open);
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
        return ride().body().reader(this::open, charset);
    }

    private ServletInputStream open() throws IOException {
        FormScanner scanner = FormScanner.of(String.valueOf(getContentType()), reader);
        FormBytes form = new FormBytes(ride().ride().caps(), scanner);
        return new FormStream(super.getInputStream(), form, arrival, ride().async());
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        Collection<Part> checked = parts;
        if (checked == null) {
            // most containers read all of it past our stream: only a declared length is a bound
            reader.checkTotal(ride().ride().caps(), getContentLengthLong());
            boolean wasTaken = ride().body().isTaken();
            checked = arrival.await(super::getParts);
            if (wasTaken || !ride().body().isTaken()) {
                // else, as Undertow does, it read them through our stream: they are counted
                new FormParts(reader).check(checked);
            }
            parts = checked;
            arrival.arrived();
        }
        return checked;
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        getParts();
        return super.getPart(name);
    }

    @Override
    public @Nullable String getParameter(String name) {
        readParts();
        return super.getParameter(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        readParts();
        return super.getParameterMap();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        readParts();
        return super.getParameterNames();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        readParts();
        return super.getParameterValues(name);
    }

    private void readParts() {
        if (ride().body().isTaken()) {
            return;
        }
        try {
            getParts();
        } catch (IOException | ServletException | IllegalStateException noParts) {
            // a servlet without a multipart configuration: the container reads no parameters of the body either
        }
    }
}
