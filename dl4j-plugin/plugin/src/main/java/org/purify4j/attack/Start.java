package org.purify4j.attack;

/** Where an iterative attack begins. */
public enum Start {
  /** At the image itself. */
  IMAGE,
  /** At a random point of the ball around it. */
  RANDOM
}
