package io.faregate.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose query and parameters are those that the gate checked. The container's own are never shown, as it may
 * decode them otherwise; but what the application writes into the query of a dispatch stands before them, as the servlet
 * specification has it.
 */
class CheckedRequest extends GuardedRequest {
    private final Map<String, String> checked;

    CheckedRequest(HttpServletRequest request, ServletRide ride, Map<String, String> checked) {
        super(request, ride);
        this.checked = checked;
    }

    private HttpServletRequest container() {
        return (HttpServletRequest) getRequest();
    }

    @Override
    public final @Nullable String getQueryString() {
        if (!ride().asked().isSame(container())) {
            return container().getQueryString();
        }
        return checkedQuery();
    }

    private @Nullable String checkedQuery() {
        String query = ride().ride().query();
        return query.isEmpty() ? null : query;
    }

    /** A container may keep the query that it saw in the attributes of a dispatch. */
    @Override
    public final @Nullable Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        return ride().asked().isKept(name, value) ? checkedQuery() : value;
    }

    @Override
    public final @Nullable String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }

    @Override
    public final String @Nullable [] getParameterValues(String name) {
        return getParameterMap().get(name);
    }

    @Override
    public final Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public final Map<String, String[]> getParameterMap() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        ride().asked().since(container()).forEach(query -> DispatchQuery.read(query, all));
        checked.forEach((name, value) ->
                all.computeIfAbsent(name, absent -> new ArrayList<>()).add(value));
        Map<String, String[]> arrays = new LinkedHashMap<>();
        all.forEach((name, values) -> arrays.put(name, values.toArray(String[]::new)));
        return Collections.unmodifiableMap(arrays);
    }
}
