/**
 * The command line: one class for each command, one line for each error. Exit status 0 done, 1
 * failed, 2 wrong usage. The only package that prints.
 */
package org.purify4j.cli;
