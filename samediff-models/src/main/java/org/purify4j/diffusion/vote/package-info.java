/**
 * Combines several independent answers to one image: ballots, the rules that count them, and the
 * rules that stop early.
 */
package org.purify4j.diffusion.vote;
