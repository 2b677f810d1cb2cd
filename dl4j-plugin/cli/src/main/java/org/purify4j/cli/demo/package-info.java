/** The {@code demo} command and the networks embedded in the program. */
package org.purify4j.cli.demo;
