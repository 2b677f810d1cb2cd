/** The list of engines, and the choice among them with its reasons. */
package org.purify4j.diffusion.engine.choice;
