/**
 * What attacks do to images on their way into the target and to gradients on their way back, so
 * that what they find fools other networks too.
 */
package org.purify4j.attack.transform;
