package dev.tributary.simulation;

import dev.tributary.data.Signal;
import java.util.Arrays;

/** Events of one day in columns, 30 bytes each, in the order in which they were added. Confined: one thread. */
final class EventBuffer {
  /** The item or author of an event that has none. */
  static final int NONE = -1;

  /** The position of an item that was opened from a link and stood on no page. */
  static final int LINK = -1;

  private int size;
  private Signal[] signal = new Signal[256];
  private int[] user = new int[256];
  private int[] item = new int[256];
  private int[] author = new int[256];
  private byte[] position = new byte[256];
  private float[] value = new float[256];
  private long[] time = new long[256];

  void add(Signal signal, int user, int item, int author, int position, float value, long time) {
    if (size == this.time.length) {
      grow(size * 2);
    }
    this.signal[size] = signal;
    this.user[size] = user;
    this.item[size] = item;
    this.author[size] = author;
    this.position[size] = (byte) position;
    this.value[size] = value;
    this.time[size++] = time;
  }

  private void grow(int capacity) {
    signal = Arrays.copyOf(signal, capacity);
    user = Arrays.copyOf(user, capacity);
    item = Arrays.copyOf(item, capacity);
    author = Arrays.copyOf(author, capacity);
    position = Arrays.copyOf(position, capacity);
    value = Arrays.copyOf(value, capacity);
    time = Arrays.copyOf(time, capacity);
  }

  int size() {
    return size;
  }

  Signal signal(int row) {
    return signal[row];
  }

  int user(int row) {
    return user[row];
  }

  int item(int row) {
    return item[row];
  }

  int author(int row) {
    return author[row];
  }

  int position(int row) {
    return position[row];
  }

  float value(int row) {
    return value[row];
  }

  long time(int row) {
    return time[row];
  }
}
