/**
 * Lists of the members of a family, such as the samplers: what each is called in JSON, how it is
 * written as text, and what help says of it.
 */
package org.purify4j.diffusion.catalogue;
