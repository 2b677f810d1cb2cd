/** PyTorch classifiers as DL4J computation graphs that take images in [0, 1]. */
package org.purify4j.importers.classifier;
