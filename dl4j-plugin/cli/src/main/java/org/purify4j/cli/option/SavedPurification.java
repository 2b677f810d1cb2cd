package org.purify4j.cli.option;

import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.NetworkReading;

/**
 * A classifier of a saved network, and the purifier that the network puts before it.
 *
 * @param victim the classifier without it
 * @param purifier none if the network is the classifier alone
 */
record SavedPurification(Dl4jVictim victim, Optional<PurifierReference> purifier) {
  /**
   * Takes a network apart.
   *
   * @throws CommandException if it purifies in an unusual way, or has no logits
   */
  static SavedPurification of(SavedNetwork saved) {
    try {
      return saved.isGraph() ? of(saved, saved.graph()) : of(saved, saved.layers());
    } catch (IllegalArgumentException e) {
      throw new CommandException(saved.file() + ": " + e.getMessage(), e);
    }
  }

  private static SavedPurification of(SavedNetwork saved, ComputationGraph graph) {
    if (!PurifiedNetwork.isPurified(graph)) {
      return new SavedPurification(victim(saved, graph, NetworkPorts.standard()), Optional.empty());
    }
    return new SavedPurification(
        victim(saved, PurifiedNetwork.unwrap(graph), PurifiedNetwork.portsOf(graph)),
        Optional.of(PurifiedNetwork.purifierOf(graph)));
  }

  private static Dl4jVictim victim(SavedNetwork saved, ComputationGraph bare, NetworkPorts ports) {
    NetworkReading reading = NetworkReading.of(bare, ports);
    return Dl4jVictim.of(bare, ports.withEncoding(SavedEncoding.of(saved, reading)));
  }

  private static SavedPurification of(SavedNetwork saved, MultiLayerNetwork network) {
    if (!PurifiedNetwork.isPurified(network)) {
      return new SavedPurification(victim(saved, network, Optional.empty()), Optional.empty());
    }
    Optional<InputEncoding> encoding = Optional.of(PurifiedNetwork.encodingOf(network));
    return new SavedPurification(
        victim(saved, PurifiedNetwork.unwrap(network), encoding),
        Optional.of(PurifiedNetwork.purifierOf(network)));
  }

  private static Dl4jVictim victim(
      SavedNetwork saved, MultiLayerNetwork bare, Optional<InputEncoding> encoding) {
    NetworkReading reading = NetworkReading.of(bare, encoding);
    return Dl4jVictim.of(bare, SavedEncoding.of(saved, reading));
  }
}
