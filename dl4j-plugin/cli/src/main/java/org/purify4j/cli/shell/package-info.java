/**
 * What every command stands on: arguments, exit statuses, error lines, the terminal and its
 * progress line.
 */
package org.purify4j.cli.shell;
