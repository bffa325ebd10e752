package io.faregate.samples.chat.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.security.Principal;
import java.util.Properties;

/**
 * Puts a user's plan into the session, as many an application does at login; the policy reads it from there. The plan
 * comes from the application's own list, never from the request.
 */
public final class PlanFilter extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String ACCOUNTS = "/WEB-INF/accounts.properties";
    private static final String PLAN = "plan";
    private static final int SHORT_SECONDS = 60;

    private final Properties planByUser = new Properties();

    @Override
    public void init() throws ServletException {
        try (InputStream accounts = getServletContext().getResourceAsStream(ACCOUNTS)) {
            if (accounts == null) {
                throw new ServletException(ACCOUNTS + " is missing");
            }
            planByUser.load(accounts);
        } catch (IOException unreadable) {
            throw new ServletException(ACCOUNTS + " can not be read", unreadable);
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Principal user = request.getUserPrincipal();
        if (user != null) {
            login(request.getSession(), planByUser.getProperty(user.getName()));
        }
        chain.doFilter(request, response);
    }

    private static void login(HttpSession session, String plan) {
        if (session.isNew()) {
            // API clients send no cookie back: each request of theirs begins a session that nobody comes back to
            session.setMaxInactiveInterval(SHORT_SECONDS);
        }
        session.setAttribute(PLAN, plan);
    }
}
