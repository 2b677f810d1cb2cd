/**
 * Defences as an evaluation sees them: the classifier that answers, the one that is attacked, and
 * what answering costs.
 */
package org.purify4j.defence;
