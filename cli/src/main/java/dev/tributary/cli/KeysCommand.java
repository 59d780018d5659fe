package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Table;
import dev.tributary.home.Home;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary keys}: who may call the service. */
@picocli.CommandLine.Command(
    name = "keys",
    description = "Keys of the service. A running service knows of a change within a second.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary keys create --role read"},
    subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class})
final class KeysCommand extends Command {
  @Override
  public Integer call() {
    throw Failure.usage("keys needs one of create, list, revoke");
  }

  private static Keys keys(Command command) throws IOException {
    var home = command.main().home();
    if (!Home.isHome(home)) {
      throw Failure.usage("%s is no home of Tributary; name one with --home, or make one with 'quickstart'", home);
    }
    return Keys.open(home);
  }

  /** {@code keys create}. */
  @picocli.CommandLine.Command(
      name = "create",
      description = "Makes a key and prints it. It is kept hashed, so this is the only time.",
      footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary keys create --role write"})
  static final class Create extends Command {
    @Option(names = "--role", paramLabel = "ROLE", description = "read (pages, lists, items), write (also events, items, users) or admin (everything).")
    private String role = "";

    @Override
    public Integer call() throws IOException {
      if (!role.equals("read") && !role.equals("write") && !role.equals("admin")) {
        throw Failure.usage("--role is '%s', must be read, write or admin", role);
      }
      var created = keys(this).create(Role.named(role));
      if (json()) {
        printJson(fields("id", created.key().id(), "key", created.text(), "role", role));
      } else {
        terminal().println(created.text());
        terminal().note("key " + created.key().id() + " of the role " + role + "; it is shown this once");
      }
      return Failure.DONE;
    }
  }

  /** {@code keys list}. */
  @picocli.CommandLine.Command(name = "list", description = "All keys, without what opens the door.", footer = {"", "Example:", "  ./tributary keys list"})
  static final class ListKeys extends Command {
    @Override
    public Integer call() throws IOException {
      var list = keys(this).list();
      if (json()) {
        printJson(fields("keys", list.stream().map(key -> fields("id", key.id(), "role", key.role().wireName(), "createdAt", key.createdAt().toString())).toList()));
        return Failure.DONE;
      }
      var table = new Table("key", "role", "made");
      list.forEach(key -> table.row(key.id(), key.role().wireName(), key.createdAt()));
      terminal().print(table.plain());
      return Failure.DONE;
    }
  }

  /** {@code keys revoke}. */
  @picocli.CommandLine.Command(name = "revoke", description = "Takes a key away; it is refused from then on.", footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary keys create --role read", "  ./tributary keys revoke $(./tributary keys list | tail -n 1 | cut -d ' ' -f 1)"})
  static final class Revoke extends Command {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The key's id, as 'keys list' shows it.")
    private String id = "";

    @Override
    public Integer call() throws IOException {
      if (id.isEmpty()) {
        throw Failure.usage("revoke needs the id of a key; 'keys list' shows them");
      }
      if (!keys(this).revoke(id)) {
        throw Failure.usage("there is no key '%s'; 'keys list' shows them", id);
      }
      if (json()) {
        printJson(fields("revoked", id));
      } else {
        terminal().println("revoked " + id);
      }
      return Failure.DONE;
    }
  }
}
