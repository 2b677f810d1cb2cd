/**
 * The DL4J layers that imported networks need and DL4J does not have: configurations with JSON, and
 * their runtimes with exact gradients.
 */
package org.purify4j.layers;
