package dev.tributary.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a person needs to know of one component of a settings record. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it means, with its unit, in one line. */
  String value();

  /** Smallest number allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest number allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** The two ends between which a search for settings looks for a number; none: the search leaves it alone. */
  double[] search() default {};

  /** Whether the search goes by factors rather than by differences. */
  boolean log() default false;

  /** Whether the search also tries 0, where 0 switches something off. */
  boolean orZero() default false;

  /** Whether the search tries the other choices of a setting that names one of several; not where they decide on the cost of training above all. */
  boolean tried() default true;
}
