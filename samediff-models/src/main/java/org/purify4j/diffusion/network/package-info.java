/** The vocabulary in which networks are described, networks, their parameters and their builder. */
package org.purify4j.diffusion.network;
