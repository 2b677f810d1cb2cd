/**
 * Adversarial attacks. An {@link org.purify4j.attack.Attack} perturbs images within a budget so
 * that a {@link org.purify4j.diffusion.classifier.NoisyClassifier} misclassifies them: the bare
 * classifier, or the defended one itself, so that an attack sees what is evaluated. {@link
 * org.purify4j.attack.Attacks} lists them.
 */
package org.purify4j.attack;
