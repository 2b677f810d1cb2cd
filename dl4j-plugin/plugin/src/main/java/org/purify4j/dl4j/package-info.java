/**
 * Purification as part of a DL4J network: a {@linkplain org.purify4j.dl4j.PurificationLayer layer},
 * a {@linkplain org.purify4j.dl4j.PurificationVertex vertex}, a {@linkplain
 * org.purify4j.dl4j.PurifiedNetwork wrapper} that puts one in front of a classifier, and a
 * {@linkplain org.purify4j.dl4j.PurifyingPreProcessor data preprocessor}.
 */
package org.purify4j.dl4j;
