package io.faregate.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.faregate.Faregate;
import io.faregate.servlet.FaregateFilter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.filters.RateLimitFilter;
import org.eclipse.jetty.ee11.servlets.DoSFilter;

/**
 * A servlet filter and its parameters: Faregate, or what one would pick or write instead. None of them refuses anything
 * here, since all that is measured is what letting in costs.
 */
record Guard(Filter filter, Map<String, String> parameters) {
    static final String USER = "X-User";

    private static final int PLENTY = 10_000_000;
    private static final Duration DAY = Duration.ofDays(1);

    private Guard(Filter filter) {
        this(filter, Map.of());
    }

    static Guard faregate(Faregate faregate) {
        return new Guard(new FaregateFilter(faregate));
    }

    /** Requests per second and address. */
    static Guard dosFilter() {
        return new Guard(new DoSFilter(), Map.of("maxRequestsPerSec", "10000", "delayMs", "-1"));
    }

    /** Requests per address and minute. */
    static Guard rateLimitFilter() {
        return new Guard(new RateLimitFilter(), Map.of("bucketRequests", "" + PLENTY, "bucketDuration", "60"));
    }

    /** Requests per user and day, in a bounded map. */
    static Guard bucket4j() {
        Cache<String, Bucket> buckets = Caffeine.newBuilder()
                .maximumSize(1_000_000)
                .expireAfterAccess(DAY)
                .build();
        return new Guard((ByHand) (request, response, chain) -> {
            Bucket bucket = buckets.get(
                    request.getHeader(USER),
                    user -> Bucket.builder()
                            .addLimit(limit -> limit.capacity(PLENTY).refillGreedy(PLENTY, DAY))
                            .build());
            if (bucket.tryConsume(1)) {
                chain.doFilter(request, response);
            } else {
                response.sendError(429);
            }
        });
    }

    /** Requests per user and day, and requests per user at once. */
    static Guard resilience4j() {
        RateLimiterRegistry limiters = RateLimiterRegistry.of(RateLimiterConfig.custom()
                .limitForPeriod(PLENTY)
                .limitRefreshPeriod(DAY)
                .timeoutDuration(Duration.ZERO)
                .build());
        BulkheadRegistry bulkheads = BulkheadRegistry.of(BulkheadConfig.custom()
                .maxConcurrentCalls(PLENTY)
                .maxWaitDuration(Duration.ZERO)
                .build());
        return new Guard((ByHand) (request, response, chain) -> {
            String user = request.getHeader(USER);
            Bulkhead bulkhead = bulkheads.bulkhead(user);
            if (!limiters.rateLimiter(user).acquirePermission() || !bulkhead.tryAcquirePermission()) {
                response.sendError(429);
                return;
            }
            try {
                chain.doFilter(request, response);
            } finally {
                bulkhead.onComplete();
            }
        });
    }

    private interface ByHand extends Filter {
        void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException;

        @Override
        default void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter((HttpServletRequest) request, (HttpServletResponse) response, chain);
        }
    }
}
