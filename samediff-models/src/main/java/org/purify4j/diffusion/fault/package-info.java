/** The base of the project's exceptions that are the user's to mend. */
package org.purify4j.diffusion.fault;
