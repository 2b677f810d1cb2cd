/** Small programs that use only installed artefacts. */
package org.purify4j.examples;
