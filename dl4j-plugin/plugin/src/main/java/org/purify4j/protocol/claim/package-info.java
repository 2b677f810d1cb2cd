/** Claims of robustness that a stranger can check: written, read and replayed. */
package org.purify4j.protocol.claim;
