/** The commands. */
package org.purify4j.cli.command;
