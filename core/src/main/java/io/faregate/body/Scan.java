package io.faregate.body;

/** What came of scanning a body: its shape, or why it can not be let in. */
public sealed interface Scan permits RequestShape, BodyRejected {}
