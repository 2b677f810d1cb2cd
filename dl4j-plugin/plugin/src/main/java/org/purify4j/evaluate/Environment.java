package org.purify4j.evaluate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The software and hardware that a result was computed with.
 *
 * @param program name and version of this program
 * @param versions versions of the libraries, by name
 * @param java version and vendor of the Java platform
 * @param system operating system and architecture
 * @param processor model of the processor
 * @param processors how many of them the program may use
 * @param backend ND4J's backend and native library
 * @param engine what executes diffusion networks
 * @param threads threads of the native library
 */
public record Environment(
    String program,
    Map<String, String> versions,
    String java,
    String system,
    String processor,
    int processors,
    String backend,
    String engine,
    int threads) {
  public Environment {
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
  }
}
