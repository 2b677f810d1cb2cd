/** {@code purify bench}. */
package org.purify4j.cli.command.bench;
