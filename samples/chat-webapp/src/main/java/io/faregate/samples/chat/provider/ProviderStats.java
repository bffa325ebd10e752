package io.faregate.samples.chat.provider;

/**
 * What has reached a provider so far.
 *
 * @param started answers that were begun
 * @param completed answers that were said to their end, whatever the end
 * @param cancelled answers whose client left before the end
 * @param inFlight answers that are being said
 * @param outputTokens tokens that were said in all of them
 */
public record ProviderStats(long started, long completed, long cancelled, long inFlight, long outputTokens) {}
