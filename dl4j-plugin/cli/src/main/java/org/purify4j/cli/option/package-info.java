/**
 * Options that several commands share, and the files they name. An option is one value: its name,
 * what help says of it, how it is read and what it changes.
 */
package org.purify4j.cli.option;
