package org.purify4j.diffusion.engine.choice;

import java.util.List;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.nd4j.Nd4jEngine;
import org.purify4j.diffusion.engine.samediff.SameDiffEngine;
import org.purify4j.diffusion.engine.vector.VectorEngine;

/** The list of engines. A new engine is a package of its own and one line here. */
final class Engines {
  private Engines() {}

  /** All engines, the preferred ones first. */
  static List<Engine> all() {
    return List.of(
        new VectorEngine(), //
        new Nd4jEngine(),
        new SameDiffEngine());
  }

  /** The engine whose networks have exact second derivatives, for those whose engine has none. */
  static Engine twiceDifferentiable() {
    return new Nd4jEngine();
  }
}
