/**
 * Images: CIFAR-10, MNIST, picture files and synthetic digits, as labelled images for attacks and
 * evaluations and as image sets for the training of diffusion models.
 */
package org.purify4j.data;
