/**
 * What commands share: options as values (an option is a name, an argument, a help text and what it
 * changes), the lists of data sources and attacks that they are made from, and the files they name.
 */
package org.purify4j.cli.option;
