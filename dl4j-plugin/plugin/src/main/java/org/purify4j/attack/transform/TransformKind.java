package org.purify4j.attack.transform;

import java.util.function.Function;

/**
 * An entry in the list of {@link InputTransforms}.
 *
 * @param name used on the command line and in reports
 * @param syntax how it is typed: its name, followed by {@code :ARGUMENT} where it takes one
 * @param help what it does, in a few words
 * @param maker makes it of its argument, empty where there is none; refuses one that it does not
 *     understand with an {@link IllegalArgumentException}
 */
public record TransformKind(
    String name, String syntax, String help, Function<String, InputTransform> maker) {}
