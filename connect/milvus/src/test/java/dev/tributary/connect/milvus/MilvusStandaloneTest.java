package dev.tributary.connect.milvus;

import java.io.IOException;
import java.nio.file.Path;

/** On Milvus itself as one process, in a version some years old. */
class MilvusStandaloneTest extends MilvusContract {
  @Override
  protected String module() {
    return "milvus";
  }

  @Override
  protected MilvusServer start(Path folder) throws IOException {
    return MilvusServer.standalone(folder);
  }
}
