package io.faregate.samples.legacy.web;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;

/** Signs in whom web.xml names, and keeps the user in the session, where the policy finds it. */
public final class LoginServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = request.getParameter("user");
        String password = request.getParameter("password");
        String expected = user == null ? null : getInitParameter(user);
        if (expected == null || password == null || !isSame(expected, password)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        HttpSession earlier = request.getSession(false);
        if (earlier != null) {
            // who could plant a session before the login must not share it after
            earlier.invalidate();
        }
        request.getSession().setAttribute("user", user);
        response.sendRedirect(request.getContextPath() + "/");
    }

    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
