package shop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says from which jar this application gets a class. */
public class LibrariesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Class<?> found = Class.forName(request.getParameter("class"));
            response.getWriter().print(found.getProtectionDomain().getCodeSource().getLocation());
        } catch (ClassNotFoundException missing) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
