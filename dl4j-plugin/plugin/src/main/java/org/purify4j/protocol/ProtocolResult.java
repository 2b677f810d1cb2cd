package org.purify4j.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diagnose.DefenceFindings;

/**
 * What a run found.
 *
 * @param defences in the order in which they were given
 * @param findings about the attacks on each, in the same order; none where nothing is examined
 * @param images adversarial images by the names that {@link AttackOutcome#images} gives them,
 *     float32 {@code [n, c, h, w]} in the order of the images
 * @param times what each part of the work took
 */
public record ProtocolResult(
    List<DefenceOutcome> defences,
    List<DefenceFindings> findings,
    Map<String, INDArray> images,
    List<SpentTime> times) {
  public ProtocolResult {
    defences = List.copyOf(defences);
    findings = List.copyOf(findings);
    images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
    times = List.copyOf(times);
  }

  /**
   * The time of one part of the work.
   *
   * @param defence its name
   * @param work title of the attack, or {@value ProtocolRun#JUDGING}
   * @param seconds for all images
   */
  public record SpentTime(String defence, String work, double seconds) {}

  /** The time that a part of the work took, in seconds. */
  public double seconds(String defence, String work) {
    return times.stream()
        .filter(time -> time.defence().equals(defence) && time.work().equals(work))
        .mapToDouble(SpentTime::seconds)
        .sum();
  }
}
