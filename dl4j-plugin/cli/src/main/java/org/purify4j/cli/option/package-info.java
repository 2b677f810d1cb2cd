/** Options that several commands share, and the files they name. */
package org.purify4j.cli.option;
