/** The {@code train-diffusion} and {@code train-classifier} commands. */
package org.purify4j.cli.command.train;
