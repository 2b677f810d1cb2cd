/**
 * The foundation of every command: arguments, exit statuses, error lines, help, the terminal and
 * its progress line.
 */
package org.purify4j.cli.shell;
