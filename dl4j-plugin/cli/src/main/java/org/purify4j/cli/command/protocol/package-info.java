/** Measurements by a protocol, and the replay of what they claim. */
package org.purify4j.cli.command.protocol;
