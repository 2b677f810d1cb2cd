package org.purify4j.protocol;

/**
 * An attack of a protocol that does not apply to what is judged.
 *
 * @param entry the attack
 * @param reason why, a clause
 */
public record LeftOut(ProtocolEntry entry, String reason) {
  public LeftOut {
    if (reason.isEmpty()) {
      throw new IllegalArgumentException("reason: got none, must be a clause");
    }
  }
}
