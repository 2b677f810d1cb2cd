/**
 * The protocol by which a classifier with or without a defence is judged: attacks with what each
 * attacker knows, fresh draws that no attacker has seen, and the union over all attacks.
 */
package org.purify4j.protocol;
