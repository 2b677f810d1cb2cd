/** The {@code bench} command: speed and memory of a diffusion model. */
package org.purify4j.cli.command.bench;
