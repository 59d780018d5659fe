package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSettingsTest {
  @TempDir Path home;

  private void write(String yaml) throws IOException {
    Files.writeString(home.resolve("tributary.yaml"), yaml);
  }

  @Test
  void optionsWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
    write("port: 1\nmaxBodyBytes: 5000\nrequestSeconds: 7\n");
    var settings = ServiceSettings.read(home, Map.of("TRIBUTARY_PORT", "2", "TRIBUTARY_MAX_BODY_BYTES", "6000", "TRIBUTARY_OTHER", "x"), Map.of("port", "3"));
    assertThat(settings.port()).isEqualTo(3);
    assertThat(settings.maxBodyBytes()).isEqualTo(6000);
    assertThat(settings.requestSeconds()).isEqualTo(7);
    assertThat(settings.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void nothingOrOnlyCommentsAreTheDefaults() throws IOException {
    assertThat(ServiceSettings.read(home, Map.of(), Map.of())).isEqualTo(ServiceSettings.DEFAULT);
    write("# all as it comes\n");
    assertThat(ServiceSettings.read(home, Map.of(), Map.of())).isEqualTo(ServiceSettings.DEFAULT);
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() throws IOException {
    write("prot: 1\n");
    assertThatThrownBy(() -> ServiceSettings.read(home, Map.of(), Map.of())).hasMessageContaining("tributary.yaml").hasMessageContaining("did you mean 'port'?");
    write("port: 70000\n");
    assertThatThrownBy(() -> ServiceSettings.read(home, Map.of(), Map.of())).hasMessageContaining("0..65535");
    write("port: [\n");
    assertThatThrownBy(() -> ServiceSettings.read(home, Map.of(), Map.of())).hasMessageContaining("no readable YAML");
    write("");
    assertThatThrownBy(() -> ServiceSettings.read(home, Map.of("TRIBUTARY_RETRAIN_AT", "25:00"), Map.of())).hasMessageContaining("environment: retrainAt is '25:00'");
    assertThatThrownBy(() -> ServiceSettings.read(home, Map.of(), Map.of("tlsKey", "k.pem"))).hasMessageContaining("give both or none");
  }
}
