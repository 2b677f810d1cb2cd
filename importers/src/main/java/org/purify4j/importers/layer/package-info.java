/**
 * The names under which version 0.1.0 of 2026 saved the layers that now stand in {@code
 * org.purify4j.layers}: DL4J writes class names into its networks, so that these must stay for
 * networks saved then to be restored. They read, and are never written.
 */
package org.purify4j.importers.layer;
