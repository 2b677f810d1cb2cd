/** The {@code doctor} command: machine, backend and limits, with advice. */
package org.purify4j.cli.command.doctor;
