/**
 * Lists of the members of each family of choices, such as the samplers: their names in JSON, their
 * text forms and their help.
 */
package org.purify4j.diffusion.catalogue;
