/** Noise schedules: how much noise each step of a diffusion holds, and which steps are taken. */
package org.purify4j.diffusion.schedule;
