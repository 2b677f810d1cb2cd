package org.purify4j.diffusion.engine.vector;

/**
 * The division of the rows and panels of a product into pieces of work: by rows where there are
 * many, otherwise by panels, so that every worker thread reads only its part of the weights.
 *
 * @param rows in all
 * @param blocks of rows
 * @param panels in all
 * @param splits of the panels
 */
record Grid(int rows, int blocks, int panels, int splits) {
  static Grid of(int rows, int largestBlock, int panels, int workers) {
    if (rows <= largestBlock) {
      return new Grid(rows, 1, panels, Math.min(panels, workers));
    }
    int needed = (rows + largestBlock - 1) / largestBlock;
    int blocks = Math.min(rows, (needed + workers - 1) / workers * workers);
    return new Grid(rows, blocks, panels, 1);
  }

  int pieces() {
    return blocks * splits;
  }

  int firstRow(int piece) {
    return (int) ((long) rows * (piece / splits) / blocks);
  }

  int endRow(int piece) {
    return (int) ((long) rows * (piece / splits + 1) / blocks);
  }

  int firstPanel(int piece) {
    return panels * (piece % splits) / splits;
  }

  int endPanel(int piece) {
    return panels * (piece % splits + 1) / splits;
  }

  /** Rows of the largest block. */
  int blockRows() {
    return (rows + blocks - 1) / blocks;
  }
}
