package dev.tributary.client;

import java.util.Map;

/** The service refused, or could not answer after all attempts; the message is its own words. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ServiceException(int status, String message) {
    super(message);
    this.status = status;
  }

  ServiceException(String message, Throwable cause) {
    super(message, cause);
    status = 0;
  }

  static ServiceException of(int status, byte[] body) {
    String detail;
    try {
      Map<String, Object> problem = Json.object(body);
      detail = Json.text(problem, "detail") + (problem.containsKey("errors") ? " " + problem.get("errors") : "");
    } catch (IllegalArgumentException e) { // a proxy's page, for example
      detail = "the answer is no problem of the service: " + e.getMessage();
    }
    return new ServiceException(status, "status " + status + ": " + detail);
  }

  /** The HTTP status; 0 when no answer came. */
  public int status() {
    return status;
  }
}
