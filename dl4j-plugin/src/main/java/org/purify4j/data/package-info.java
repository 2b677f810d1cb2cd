/** Labelled images from files: CIFAR-10's binary format, and pictures in PNG and JPEG. */
package org.purify4j.data;
