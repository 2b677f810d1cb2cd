package org.purify4j.diffusion.catalogue;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets Jackson use the names in a {@link Catalogue} as type ids in JSON. Jackson creates resolvers
 * itself, so each family has a subclass with a no-argument constructor, which the family's
 * interface names in a {@code JsonTypeIdResolver} annotation.
 */
public abstract class KindNames extends TypeIdResolverBase {
  private final Catalogue<?> catalogue;
  private @Nullable JavaType baseType;

  /** Creates a resolver for the kinds of this list. */
  protected KindNames(Catalogue<?> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public void init(JavaType type) {
    baseType = type;
  }

  @Override
  public String idFromValue(Object value) {
    return catalogue.kindOf(value).name();
  }

  @Override
  public String idFromValueAndType(Object value, Class<?> suggestedType) {
    return idFromValue(value);
  }

  /**
   * Returns the class of the kind with this name.
   *
   * @throws InvalidTypeIdException if no kind has the name; the message lists the names there are
   */
  @Override
  public JavaType typeFromId(DatabindContext context, String name) throws InvalidTypeIdException {
    JavaType base = Objects.requireNonNull(baseType, "baseType: must be given by init first");
    try {
      return context.constructSpecializedType(base, catalogue.named(name).type());
    } catch (IllegalArgumentException e) {
      InvalidTypeIdException refused =
          InvalidTypeIdException.from(null, e.getMessage(), base, name);
      refused.initCause(e);
      throw refused;
    }
  }

  @Override
  public String getDescForKnownTypeIds() {
    return catalogue.kinds().stream().map(Kind::name).toList().toString();
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.CUSTOM;
  }
}
