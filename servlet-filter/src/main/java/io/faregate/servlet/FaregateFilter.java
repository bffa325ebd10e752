package io.faregate.servlet;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Decision.Answered;
import io.faregate.Decision.Refused;
import io.faregate.Faregate;
import io.faregate.Ride;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Guards the routes of a policy in a servlet container. Map it after the filter that signs users in, with
 * {@code async-supported}, to the paths of the policy's routes, and before filters that read parameters of forms, as a
 * container reads a form once; map it to the dispatcher types {@code FORWARD} and
 * {@code INCLUDE} too when unguarded pages forward to guarded ones. A request is charged once, however often it is
 * dispatched and however many such filters it meets.
 *
 * <p>In {@code web.xml} its one init-param is {@code policy}: a path, {@code classpath:name}, or a path inside the WAR
 * that begins with {@code /WEB-INF/}. The application does not start when the policy has mistakes; the exception names
 * all of them.
 *
 * <p>Behind it, {@code Inference.of(request::getAttribute)} is the running ride, and the response carries its id in the
 * header {@code Faregate-Ride-Id}. Thread-safe.
 */
public final class FaregateFilter implements Filter {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final FirstRides firstRides = new FirstRides();
    private final Senses senses;
    private final @Nullable Opening opening;
    private @Nullable Faregate faregate;

    /** Opens a gate of the filter's own. */
    interface Opening {
        Faregate of(FilterConfig config) throws ServletException;
    }

    /** A filter that reads its policy when the container starts it, and closes its gate when the container ends it. */
    public FaregateFilter() {
        this(config -> PolicyLocation.of(config).gate(), GRACE);
    }

    /**
     * A filter over a gate of the application's, which stays open when the container ends the filter.
     *
     * @param faregate an open gate
     */
    public FaregateFilter(Faregate faregate) {
        this(Objects.requireNonNull(faregate, "faregate"), GRACE);
    }

    FaregateFilter(Faregate lent, Duration grace) {
        this.faregate = lent;
        this.opening = null;
        this.senses = new Senses(grace);
    }

    FaregateFilter(Opening opening, Duration grace) {
        this.opening = opening;
        this.senses = new Senses(grace);
    }

    /**
     * Reads the policy, and says what of policy and mappings does not fit together.
     *
     * @param config the filter's name and its init-param {@code policy}
     * @throws ServletException when the policy can not be read or has mistakes; its message has all of them
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (opening != null) {
            faregate = opening.of(config);
        }
        new StartFindings(gate().policy(), config).log();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer) {
            guard(asked, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void guard(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(ServletRide.ATTRIBUTE) instanceof ServletRide running) {
            if (!isAnother(running, request)) {
                running.dispatch(request, response, chain);
                return;
            }
        } else if (request.getAttribute(Ride.ATTRIBUTE) instanceof Ride) {
            // the feature of JAX-RS has let it in, and ends it
            chain.doFilter(request, response);
            return;
        }
        ServletRideRequest shown = new ServletRideRequest(request);
        Decision decision = gate().admit(shown);
        firstRides.saw(request, decision);
        if (decision instanceof Admitted admitted) {
            new ServletRide(admitted.ride(), senses)
                    .begin(request, response, chain, gate().policy().lostClients());
        } else if (decision instanceof Refused refused) {
            shown.refuse(refused, response);
        } else if (decision instanceof Answered answered) {
            shown.answer(answered.answer(), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A page may include a guarded path again after the ride of the first has ended; its error page may not ride. */
    private static boolean isAnother(ServletRide running, HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        return running.isFinished() && (type == DispatcherType.INCLUDE || type == DispatcherType.FORWARD);
    }

    private Faregate gate() {
        Faregate open = faregate;
        if (open == null) {
            throw new IllegalStateException("The filter has not been started.");
        }
        return open;
    }

    /** Closes the gate, unless it is the application's. */
    @Override
    public void destroy() {
        Faregate open = faregate;
        if (opening != null && open != null) {
            open.close();
        }
        senses.close();
    }
}
