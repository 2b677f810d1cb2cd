package org.purify4j.diffusion.engine.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Availability.OnRequest;
import org.purify4j.diffusion.engine.Availability.Ready;
import org.purify4j.diffusion.engine.Availability.Unavailable;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.engine.choice.EngineChoice.PassedOver;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;

class EngineChoiceTest {
  private static final Engine FAST =
      new FakeEngine("fast", new Unavailable("there is no module", "there is a module"));
  private static final Engine RARE = new FakeEngine("rare", new OnRequest("it is rare"));
  private static final Engine USUAL = new FakeEngine("usual", new Ready());
  private static final Engine SLOW = new FakeEngine("slow", new OnRequest("it is slow"));
  private static final List<Engine> ALL = List.of(FAST, RARE, USUAL, SLOW);

  @Test
  void theFirstThatIsReadyIsChosenForWhatKeptTheOthersBack() {
    EngineChoice choice = EngineChoice.among(ALL, "");
    assertEquals(USUAL, choice.engine());
    assertEquals("usual (there is no module; it is rare)", choice.toString());
    assertEquals(
        List.of(new PassedOver("fast", "there is no module"), new PassedOver("rare", "it is rare")),
        choice.passedOver());
    assertEquals(List.of(SLOW), choice.fallbacks());
  }

  @Test
  void theBestIsChosenForWhatItComputesWith() {
    EngineChoice choice = EngineChoice.among(List.of(USUAL, SLOW), "");
    assertEquals("usual (threads of usual)", choice.toString());
    assertEquals(List.of(), choice.passedOver());
  }

  @Test
  void theUserMayAskForAnyThatCanBeUsed() {
    assertEquals("slow (as purify4j.engine says)", EngineChoice.among(ALL, "Slow").toString());
    assertEquals(RARE, EngineChoice.among(ALL, "rare").engine());
    assertEquals(
        "purify4j.engine: got fast, must be rare, usual or slow unless there is a module",
        refusal("fast"));
    assertEquals("purify4j.engine: got quick, must be fast, rare, usual or slow", refusal("quick"));
  }

  private static String refusal(String asked) {
    return assertThrows(IllegalArgumentException.class, () -> EngineChoice.among(ALL, asked))
        .getMessage();
  }

  private static Network network() {
    NetworkBuilder net = new NetworkBuilder();
    net.convolution("conv", net.image(3, 4, 4), 3, 1, 1);
    return net.build();
  }

  @Test
  void anEngineThatCannotExecuteANetworkIsFollowedByTheNext() {
    Engine full = new FakeEngine("full", new Ready(), Optional.of("it is full"), Optional.empty());
    ModelNetworks networks = new ModelNetworks(Map.of());
    EngineChoice choice = EngineChoice.among(List.of(FAST, full, RARE, USUAL), "");
    assertEquals(full, choice.engine());
    try (ExecutableNetwork opened = networks.open(choice, network(), 1)) {
      assertEquals(1 + "rare".length(), opened.batchSize());
    }
    EngineChoice none = EngineChoice.among(List.of(full), "");
    assertThrows(IllegalArgumentException.class, () -> networks.open(none, network(), 1));
  }

  @Test
  void trainingIsDoneByTheFirstThatCan() {
    Engine picky = training("picky", Optional.of("it does not know the network"));
    Engine patient = training("patient", Optional.empty());
    EngineChoice choice = EngineChoice.among(List.of(USUAL, picky, patient), "");
    UnsupportedOperationException opened =
        assertThrows(UnsupportedOperationException.class, () -> choice.openTraining(network(), 1));
    assertEquals("patient", opened.getMessage());
    EngineChoice none = EngineChoice.among(List.of(USUAL, picky), "");
    assertThrows(IllegalArgumentException.class, () -> none.openTraining(network(), 1));
  }

  /** Opening it throws its name. */
  private static Engine training(String name, Optional<String> obstacle) {
    TrainingEngine training =
        new TrainingEngine() {
          @Override
          public Optional<String> obstacle(Network network) {
            return obstacle;
          }

          @Override
          public TrainableNetwork open(Network network, int batchSize) {
            throw new UnsupportedOperationException(name);
          }
        };
    return new FakeEngine(
        name, new OnRequest("it trains"), Optional.empty(), Optional.of(training));
  }

  @Test
  void theListHasTheReferenceLastAndNoNameTwice() {
    List<String> names = Engines.all().stream().map(Engine::name).toList();
    assertEquals(List.of("vector", "nd4j", "samediff"), names);
    Engine last = Engines.all().get(names.size() - 1);
    assertTrue(last.availability() instanceof Availability.OnRequest);
  }

  @Test
  void theChoiceOfThisJvmFollowsTheModule() {
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertEquals(module ? "vector" : "nd4j", EngineChoice.current().engine().name());
  }
}
