/**
 * Several independent answers to one image made into one: ballots, the rules that count them, and
 * when there are enough.
 */
package org.purify4j.diffusion.vote;
