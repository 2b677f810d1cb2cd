/** NumPy's npz and npy files, in which reference inputs and outputs are kept. */
package org.purify4j.importers.npz;
