package io.faregate.servers.webapp;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What an operator does in JConsole, over HTTP. GET says the consoles of this server and how many rides run, a line each;
 * POST of {@code /block} or {@code /lift} with a user's name does that.
 */
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = String.class.getName();

    private final transient MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setContentType("text/plain");
        try {
            for (ObjectName console : server.queryNames(new ObjectName("io.faregate:type=Faregate,*"), null)) {
                response.getWriter().println(console + " " + server.getAttribute(console, "RunningRides"));
            }
        } catch (JMException failure) {
            throw new ServletException(failure);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setContentType("text/plain");
        response.getWriter().println(done(request.getPathInfo(), request.getParameter("user")));
    }

    private Object done(String path, String user) throws ServletException {
        try {
            ObjectName console = new ObjectName("io.faregate:type=Faregate,name=faregate");
            return path.equals("/block")
                    ? server.invoke(
                            console, "block", new Object[] {"user", user, "the contract wants it", 0}, new String[] {
                                TEXT, TEXT, TEXT, int.class.getName()
                            })
                    : server.invoke(console, "lift", new Object[] {"user", user}, new String[] {TEXT, TEXT});
        } catch (JMException failure) {
            throw new ServletException(failure);
        }
    }
}
