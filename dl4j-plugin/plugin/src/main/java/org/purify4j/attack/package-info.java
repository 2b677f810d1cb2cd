/**
 * Adversarial attacks. An {@link org.purify4j.attack.Attack} perturbs images within a budget so
 * that an {@link org.purify4j.attack.Target} misclassifies them; a target is the bare victim or the
 * very function that is defended, so that an attack sees what is evaluated.
 */
package org.purify4j.attack;
