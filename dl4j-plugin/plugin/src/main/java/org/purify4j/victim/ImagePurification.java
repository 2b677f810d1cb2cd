package org.purify4j.victim;

/**
 * Marks the configuration of a layer or vertex that purifies images. A network with one is not a
 * classifier without a defence, and {@link Dl4jVictim#of} refuses it.
 */
public interface ImagePurification {}
