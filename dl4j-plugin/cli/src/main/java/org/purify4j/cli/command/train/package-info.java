/** {@code purify train-diffusion} and {@code purify train-classifier}. */
package org.purify4j.cli.command.train;
