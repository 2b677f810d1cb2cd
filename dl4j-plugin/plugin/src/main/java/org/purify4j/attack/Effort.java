package org.purify4j.attack;

/** When an attack leaves an image whose classification does not depend on noise. */
enum Effort {
  /** After all its steps: the image is as wrong as it can make it. */
  ALL_STEPS,
  /** As soon as the image is misclassified within the budget. */
  UNTIL_WRONG
}
