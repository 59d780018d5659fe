package dev.tributary.formats.rows;

import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** A column of a table of rows {@code T}: its name and how a row gives its cell. Immutable. */
public sealed interface Column<T> {
  /** Its name in the table. */
  String name();

  /** The same column of rows that hold a {@code T}. */
  <S> Column<S> of(Function<S, T> inner);

  /** Text; nothing where it is empty. */
  record Text<T>(String name, Function<T, String> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Text<>(name, inner.andThen(value));
    }
  }

  /** A whole number, always there. */
  record Whole<T>(String name, ToLongFunction<T> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Whole<>(name, row -> value.applyAsLong(inner.apply(row)));
    }
  }

  /** A number of single precision, always there. */
  record Real<T>(String name, ToDoubleFunction<T> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Real<>(name, row -> value.applyAsDouble(inner.apply(row)));
    }
  }

  /** Epoch milliseconds; nothing for {@link dev.tributary.data.Event#NO_TIME}. */
  record Moment<T>(String name, ToLongFunction<T> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Moment<>(name, row -> value.applyAsLong(inner.apply(row)));
    }
  }

  /** Texts by name; nothing where there are none. */
  record Texts<T>(String name, Function<T, Map<String, String>> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Texts<>(name, inner.andThen(value));
    }
  }

  /** Numbers of single precision by name; nothing where there are none. */
  record Reals<T>(String name, Function<T, Map<String, Float>> value) implements Column<T> {
    @Override
    public <S> Column<S> of(Function<S, T> inner) {
      return new Reals<>(name, inner.andThen(value));
    }
  }
}
