/** {@code purify inspect}. */
package org.purify4j.cli.command.inspect;
