/** How a checkpoint's family is recognised, and how strictly its tensors are matched. */
package org.purify4j.importers.family;
