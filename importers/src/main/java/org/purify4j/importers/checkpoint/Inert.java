package org.purify4j.importers.checkpoint;

/**
 * Stands for what a class or function outside the allow-list would have made. It holds nothing and
 * does nothing; needing it for a tensor is an error.
 *
 * @param name the class or function that was not called
 */
record Inert(GlobalName name) {}
