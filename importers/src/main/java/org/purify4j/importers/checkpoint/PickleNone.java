package org.purify4j.importers.checkpoint;

/** Python's None. */
enum PickleNone {
  NONE
}
