package io.faregate.body;

import io.faregate.ride.RequestHead;
import java.util.List;

/**
 * The dialect of the application's own requests: the same few fields as JSON, as a form, or in the query of a request
 * without a body. They are in one place: beside a body the query has none of them.
 */
record AppDialect(Dialect plain, Dialect form, Dialect inQuery) implements DelegatingDialect {

    static AppDialect of(AppFields fields, RefusalFormat refusals) {
        QueryFields beside = QueryFields.none().of(fields);
        Fields body = AppBody.request(fields);
        Fields query = AppBody.request(fields).allowed(fields.query());
        return new AppDialect(
                dialect(Reads.JSON, beside, new JsonScanner(body), refusals),
                dialect(Reads.FORM, beside, ParameterScanner.ofForm(body), refusals),
                dialect(Reads.QUERY, beside, ParameterScanner.ofQuery(query), refusals));
    }

    private static Dialect dialect(Reads reads, QueryFields beside, BodyScanner scanner, RefusalFormat refusals) {
        return new JsonDialect("app", reads, HeadFields.none(), beside, scanner, null, refusals);
    }

    @Override
    public Dialect of(RequestHead head) {
        List<String> types = head.headers("Content-Type");
        if (types.isEmpty()) {
            return inQuery;
        }
        return MediaTypes.isUrlencoded(types) ? form : plain;
    }
}
