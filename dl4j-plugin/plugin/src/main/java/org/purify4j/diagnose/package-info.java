/**
 * Diagnostics of a robustness measurement: what must hold before the accuracy under an adaptive
 * attack can be believed (Athalye et al., "Obfuscated gradients give a false sense of security",
 * 2018; Carlini et al., "On evaluating adversarial robustness", 2019).
 */
package org.purify4j.diagnose;
