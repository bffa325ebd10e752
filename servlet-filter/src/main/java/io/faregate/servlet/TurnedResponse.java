package io.faregate.servlet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Locale;

/** A response whose head changes between two turns: a heartbeat may commit it on another thread. */
class TurnedResponse extends HttpServletResponseWrapper {
    private final Turns turns;

    TurnedResponse(HttpServletResponse response, Turns turns) {
        super(response);
        this.turns = turns;
    }

    @Override
    public final void addCookie(Cookie cookie) {
        turns.between(() -> super.addCookie(cookie));
    }

    @Override
    public void setHeader(String name, String value) {
        turns.between(() -> super.setHeader(name, value));
    }

    @Override
    public void addHeader(String name, String value) {
        turns.between(() -> super.addHeader(name, value));
    }

    @Override
    public final void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public final void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public final void setDateHeader(String name, long date) {
        turns.between(() -> super.setDateHeader(name, date));
    }

    @Override
    public final void addDateHeader(String name, long date) {
        turns.between(() -> super.addDateHeader(name, date));
    }

    @Override
    public void setContentType(String type) {
        turns.between(() -> super.setContentType(type));
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        turns.between(() -> super.setCharacterEncoding(encoding));
    }

    @Override
    public final void setLocale(Locale locale) {
        turns.between(() -> super.setLocale(locale));
    }

    @Override
    public final void setBufferSize(int size) {
        turns.between(() -> super.setBufferSize(size));
    }

    @Override
    public void setContentLengthLong(long length) {
        turns.between(() -> super.setContentLengthLong(length));
    }

    @Override
    public final void setContentLength(int length) {
        setContentLengthLong(length);
    }

    /** After the response is committed a status has no effect; some containers report it all the same. */
    @Override
    public final void setStatus(int status) {
        turns.between(() -> {
            if (!isCommitted()) {
                super.setStatus(status);
            }
        });
    }
}
