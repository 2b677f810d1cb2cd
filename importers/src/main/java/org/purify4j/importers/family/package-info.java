/** How a checkpoint's family is recognised and its tensors matched, and where a model came from. */
package org.purify4j.importers.family;
