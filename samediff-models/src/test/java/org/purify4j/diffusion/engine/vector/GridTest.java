package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GridTest {
  @Test
  void piecesCoverEveryRowAndPanelOnce() {
    for (int rows : new int[] {1, 5, 6, 48, 49, 1000}) {
      for (int panels : new int[] {1, 2, 5, 12}) {
        for (int workers : new int[] {1, 2, 3, 16}) {
          Grid grid = Grid.of(rows, 48, panels, workers);
          int[][] done = new int[rows][panels];
          for (int piece = 0; piece < grid.pieces(); piece++) {
            assertTrue(grid.endRow(piece) - grid.firstRow(piece) <= grid.blockRows());
            for (int row = grid.firstRow(piece); row < grid.endRow(piece); row++) {
              for (int panel = grid.firstPanel(piece); panel < grid.endPanel(piece); panel++) {
                done[row][panel]++;
              }
            }
          }
          for (int[] row : done) {
            for (int count : row) {
              assertEquals(1, count);
            }
          }
          assertTrue(grid.blockRows() <= 48);
        }
      }
    }
  }
}
