/**
 * Images from files, CIFAR-10's binary format, MNIST's, and pictures, and images that are drawn:
 * labelled ones for attacks and evaluations, and others, one by one, for the training of diffusion
 * models.
 */
package org.purify4j.data;
