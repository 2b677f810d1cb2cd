package org.purify4j.protocol;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the units of a run are kept as soon as they are done, so that a run that is cut off at any
 * moment goes on where it was.
 */
interface UnitStore {
  /** The unit of this name; empty if it is not done. */
  Optional<AttackUnit> attack(String name) throws IOException;

  /** The unit of this name; empty if it is not done. */
  Optional<JudgeUnit> judge(String name) throws IOException;

  /** The unit of this name; empty if it is not done. */
  Optional<FindingUnit> finding(String name) throws IOException;

  /** Keeps a unit, whole or not at all. */
  void keep(String name, FindingUnit unit) throws IOException;

  /** Keeps a unit, whole or not at all. */
  void keep(String name, AttackUnit unit) throws IOException;

  /** Keeps a unit, whole or not at all. */
  void keep(String name, JudgeUnit unit) throws IOException;

  /** Keeps nothing. */
  UnitStore NONE =
      new UnitStore() {
        @Override
        public Optional<AttackUnit> attack(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<JudgeUnit> judge(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<FindingUnit> finding(String name) {
          return Optional.empty();
        }

        @Override
        public void keep(String name, FindingUnit unit) {}

        @Override
        public void keep(String name, AttackUnit unit) {}

        @Override
        public void keep(String name, JudgeUnit unit) {}
      };
}
