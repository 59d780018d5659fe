/**
 * Networks written down in the Open Neural Network Exchange format (ONNX), for programs that are no part of this house.
 *
 * <p>Main type: {@link dev.tributary.onnx.OnnxGraph}, which layers add themselves to. Depends on {@code disk} and {@code math}.
 */
@NullMarked
package dev.tributary.onnx;

import org.jspecify.annotations.NullMarked;
