package dev.tributary.connect.milvus;

import java.io.IOException;
import java.nio.file.Path;

/** On Milvus Lite, the small server in Python that speaks the newest protocol. */
class MilvusLiteTest extends MilvusContract {
  @Override
  protected String module() {
    return "milvus_lite";
  }

  @Override
  protected MilvusServer start(Path folder) throws IOException {
    return MilvusServer.lite(folder);
  }
}
