/** {@code purify doctor}. */
package org.purify4j.cli.command.doctor;
