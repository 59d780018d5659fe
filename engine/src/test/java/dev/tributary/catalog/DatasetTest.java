package dev.tributary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.data.BadDataException;
import dev.tributary.data.Event;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.TimeText;
import dev.tributary.data.UnclearFormatException;
import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<Item> items(String text) throws IOException {
    return items(file("items", text), AttributeSchema.NONE);
  }

  private static List<Item> items(Path file, AttributeSchema schema) throws IOException {
    var items = new ArrayList<Item>();
    ItemReader.read(file, ReadOptions.DEFAULT, schema, items::add);
    return items;
  }

  private List<User> users(String text) throws IOException {
    var users = new ArrayList<User>();
    UserReader.read(file("users", text), ReadOptions.DEFAULT, AttributeSchema.NONE, users::add);
    return users;
  }

  @Test
  void itemsAreReadAndWrittenInTheWireFormat() {
    String json =
        "{\"id\":\"i1\",\"title\":\"T\",\"author\":\"a\",\"categories\":[\"x\",\"y\"],\"keywords\":[\"k\"],\"text\":\"body\",\"vector\":[0.5,1.0],\"mediaType\":\"note\",\"length\":120,\"durationSeconds\":2.5,"
            + "\"publishedAt\":\"2026-11-21T03:12:00Z\",\"expiresAt\":\"2027-01-01T00:00:00Z\",\"withdrawn\":true,\"location\":{\"latitude\":31.2,\"longitude\":121.5},\"attributes\":{\"price\":3,\"new\":true,\"colours\":[\"red\"],\"brand\":\"b\"}}";
    var item = ItemJson.parse(json);
    assertThat(ItemJson.write(item)).isEqualTo(json);
    assertThat(item.publishedAt()).isEqualTo(TimeText.parse("2026-11-21T03:12:00Z"));
    assertThat(item.attributes()).containsEntry("price", 3.0).containsEntry("new", true).containsEntry("colours", List.of("red"));
    assertThat(ItemJson.write(Item.of("9007199254740993"))).isEqualTo("{\"id\":\"9007199254740993\"}");
    assertThat(ItemJson.parse("{\"id\":9007199254740993,\"title\":null}")).isEqualTo(Item.of("9007199254740993"));
    assertThat(UserJson.write(UserJson.parse("{\"id\":5,\"attributes\":{\"age\":30}}"))).isEqualTo("{\"id\":\"5\",\"attributes\":{\"age\":30}}");
  }

  @Test
  void errorsNameTheField() {
    String[][] cases = {
      {"{}", "id"}, {"{\"id\":\"\"}", "id"}, {"{\"id\":\"a\",\"titel\":\"x\"}", "titel"}, {"{\"id\":\"a\",\"title\":3}", "title"}, {"{\"id\":\"a\",\"categories\":\"x\"}", "categories"}, {"{\"id\":\"a\",\"vector\":[1,\"x\"]}", "vector"},
      {"{\"id\":\"a\",\"length\":1e999}", "length"}, {"{\"id\":\"a\",\"publishedAt\":\"soon\"}", "publishedAt"}, {"{\"id\":\"a\",\"withdrawn\":1}", "withdrawn"}, {"{\"id\":\"a\",\"location\":{\"latitude\":99,\"longitude\":1}}", "location"},
      {"{\"id\":\"a\",\"attributes\":{\"x\":{}}}", "attributes.x"}, {"[]", ""}, {"{\"id\":\"a\"} x", ""}, {"{\"id\":\"a\",\"id\":\"b\"}", ""}, {"", ""}, {"{", ""}, {"[".repeat(3000), ""}
    };
    for (String[] c : cases) {
      assertThatThrownBy(() -> ItemJson.parse(c[0])).as(c[0]).isInstanceOfSatisfying(InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(c[1]));
    }
    assertThatThrownBy(() -> UserJson.parse("{\"id\":\"a\",\"age\":3}")).isInstanceOf(InvalidFieldException.class).hasMessageContaining("attributes");
  }

  @Test
  void tablesFillTheFieldsAndTheRestAreAttributes() throws IOException {
    var items = items("item_id;title;genres;tags;author_id;price;brand;new;lat;lon;published_at\n1;\"One; two\";a|b;x;w;3.5;7up;true;31.2;121.5;2026-01-02\n2;Two;;;;4;;;;;\n;x;;;;;;;;;\n3;short\n");
    assertThat(items).hasSize(2);
    assertThat(items.getFirst()).isEqualTo(Item.builder("1").title("One; two").categories(List.of("a", "b")).keywords(List.of("x")).author("w").attribute("brand", "7up").attribute("new", true).attribute("price", 3.5).location(new Item.Location(31.2, 121.5)).publishedAt(TimeText.parse("2026-01-02")).build());
    assertThat(items.getLast().attributes()).containsOnlyKeys("price");
    var schema = new AttributeSchema(java.util.Map.of("code", AttributeSchema.Type.TEXT, "tagsets", AttributeSchema.Type.LIST), java.util.Map.of());
    assertThat(items(file("i2", "id,code,tagsets\na,1,x|y\n"), schema).getFirst().attributes()).containsEntry("code", "1").containsEntry("tagsets", List.of("x", "y"));
  }

  @Test
  void recBolesItemsHaveTheTypesOfTheirHeader() throws IOException {
    var item = items("item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\tprice:float\tcolours:token_seq\n7\tTwo Words\t1995\tAnimation Comedy\t3.5\tred blue\n").getFirst();
    assertThat(item).isEqualTo(Item.builder("7").title("Two Words").categories(List.of("Animation", "Comedy")).attribute("release_year", "1995").attribute("price", 3.5).attribute("colours", List.of("red", "blue")).build());
  }

  @Test
  void movieLensMoviesAndUsersOfEachAge() throws IOException {
    assertThat(items("movieId,title,genres\n1,\"Tale, A (1995)\",Drama|Comedy\n2,Nothing,(no genres listed)\n"))
        .containsExactly(Item.builder("1").title("Tale, A (1995)").categories(List.of("Drama", "Comedy")).attribute("year", 1995.0).build(), Item.builder("2").title("Nothing").build());
    Files.write(folder.resolve("dat"), "7::Caf\u00e9 (2001)::Drama\n8::B (1950)::War|Comedy\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(items(folder.resolve("dat"), AttributeSchema.NONE)).extracting(Item::title).containsExactly("Caf\u00e9 (2001)", "B (1950)");
    var old = items("1|A Story (1995)|01-Jan-1995||http://x|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n2|B (1996)|02-Feb-1996||http://y|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|1\n");
    assertThat(old.getFirst().categories()).containsExactly("Animation", "Children's", "Comedy");
    assertThat(old.getFirst().publishedAt()).isEqualTo(TimeText.parse("1995-01-01"));
    assertThat(old.getLast().categories()).containsExactly("Action", "Western");
    assertThat(users("1::F::1::10::48067\n2::M::56::16::70072\n").getFirst().attributes()).containsEntry("gender", "F").containsEntry("age", 1.0).containsEntry("occupation", 10.0);
    assertThat(users("1|24|M|technician|85711\n2|53|F|other|94043\n").getFirst().attributes()).containsEntry("gender", "M").containsEntry("age", 24.0).containsEntry("occupation", "technician");
  }

  @Test
  void aFolderGivesEventsItemsUsersAndSchema() throws IOException {
    file("log.csv", "user,item,rating,ts\nu1,i1,4,1500000000\nu2,i9,3,1500000001\n");
    file("items.jsonl", "{\"id\":\"i1\",\"title\":\"One\"}\n{\"id\":\"i2\"}\nbroken\n");
    file("users.csv", "id,age\nu1,30\n");
    file("schema.yaml", "users:\n  age: text\n");
    file("README.md", "one two three\n");
    file(".hidden", "user,item\n");
    var data = Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT);
    assertThat(data.events().getFileName().toString()).isEqualTo("log.csv");
    var loaded = data.load(Progress.NONE);
    assertThat(loaded.interactions().size()).isEqualTo(2);
    assertThat(loaded.catalog().itemCount()).isEqualTo(3);
    assertThat(loaded.catalog().item(loaded.catalog().itemIndex("i1")).title()).isEqualTo("One");
    assertThat(loaded.catalog().user(loaded.catalog().userIndex("u1")).attributes()).containsEntry("age", "30");
    assertThat(loaded.catalog().userIndex("u2")).isNotNegative();
    assertThat(loaded.sideReports().getFirst().rejections()).singleElement().satisfies(r -> assertThat(r.line()).isEqualTo(3));
    var events = new ArrayList<Event>();
    var names = new ArrayList<String>();
    assertThat(data.stream(i -> names.add(i.id()), u -> names.add(u.id()), events::add, Progress.NONE)).hasSize(3);
    assertThat(names).containsExactly("i1", "i2", "u1");
    assertThat(events).hasSize(2);
  }

  @Test
  void severalEventFilesAreRefusedWithTheirListAndChosenByName() throws IOException {
    file("a.csv", "user,item\nu,a\n");
    Path b = file("b.txt", "1 2 3 4\n5 6 7 8\n"); // unclear, but of events
    assertThatThrownBy(() -> Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("a.csv, b.txt").hasMessageContaining("--events");
    var named = new Dataset.Named(Optional.of(folder.resolve("a.csv")), Optional.empty(), Optional.empty());
    assertThat(Dataset.open(folder, named, ReadOptions.DEFAULT).load(Progress.NONE).interactions().size()).isEqualTo(1);
    Files.delete(b);
    file("tags.csv", "userId,movieId,tag,timestamp\n1,2,x,1445714994\n");
    file("links.csv", "movieId,imdbId,tmdbId\n1,2,3\n");
    file("movies.csv", "movieId,title,genres\na,A (1990),War\n");
    var found = Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT);
    assertThat(found.events().getFileName().toString()).isEqualTo("a.csv");
    assertThat(found.items().orElseThrow().getFileName().toString()).isEqualTo("movies.csv");
    file("items.csv", "id\na\n");
    assertThatThrownBy(() -> Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("items.csv, movies.csv");
  }

  @Test
  void aFolderWithTrainAndTestIsASplit() throws IOException {
    file("train.txt", "0 1 2\n1 4 5 6\n");
    file("test.txt", "0 9\n");
    file("x_item2attributes.json", "{\"1\": [3, 4], \"2\": []}");
    var data = Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT);
    assertThat(data.split()).contains(folder);
    var loaded = data.load(Progress.NONE);
    assertThat(loaded.interactions().size()).isEqualTo(5);
    assertThat(loaded.catalog().item(loaded.catalog().itemIndex("1")).keywords()).containsExactly("3", "4");
  }

  @Test
  void missingAndEmptyThingsAreSaid() throws IOException {
    assertThatThrownBy(() -> Dataset.open(folder.resolve("absent"), Dataset.Named.NOTHING, ReadOptions.DEFAULT)).isInstanceOf(IOException.class).hasMessageContaining("absent");
    assertThatThrownBy(() -> Dataset.open(folder, Dataset.Named.NOTHING, ReadOptions.DEFAULT)).isInstanceOf(BadDataException.class).hasMessageContaining("--events");
    assertThatThrownBy(() -> items("")).isInstanceOf(BadDataException.class).hasMessageContaining("empty");
    assertThatThrownBy(() -> items("{\"x\":1}\n")).isInstanceOf(BadDataException.class).hasMessageContaining("no item");
    assertThatThrownBy(() -> items("a,b\n1,2\n")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("id");
    assertThatThrownBy(() -> items("id,a,a\n1,2,3\n")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("twice");
    assertThatThrownBy(() -> AttributeSchema.read(file("schema.yaml", "items:\n  a: colour\n"))).isInstanceOf(BadDataException.class).hasMessageContaining("colour");
    assertThatThrownBy(() -> AttributeSchema.read(file("schema.yaml", "items: [\n"))).isInstanceOf(BadDataException.class);
    assertThatThrownBy(() -> AttributeSchema.read(file("schema.yaml", "itmes:\n"))).isInstanceOf(BadDataException.class).hasMessageContaining("itmes");
  }

  @Test
  void damagedFilesGiveItemsOrADeclaredException() throws IOException {
    List<String> good =
        List.of("{\"id\":\"i1\",\"title\":\"One\",\"categories\":[\"a\"]}\n{\"id\":\"i2\"}\n", "id,title,price\na,\"x, y\",3\nb,z,4\n", "{\"4\": [1, 2, 3], \"83\": [4, 5]}", "1::T (1995)::A|B\n2::U (1996)::C\n", "items:\n  a: text\n");
    List<String> spice = List.of("\u0000", "😀", "\"", ",", "\n", "[", "}", "9".repeat(500), "1e999", "x".repeat(10_000), "::", "|", ":", "\uFEFF");
    for (long seed = 1; seed <= 400; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder(good.get(random.nextInt(good.size())));
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.insert(at, spice.get(random.nextInt(spice.size())));
      } else {
        text.setLength(at);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextInt(3) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("fuzz"), bytes);
      for (int reader = 0; reader < 3; reader++) {
        try {
          switch (reader) {
            case 0 -> ItemReader.read(file, ReadOptions.DEFAULT, AttributeSchema.NONE, _ -> {});
            case 1 -> UserReader.read(file, ReadOptions.DEFAULT, AttributeSchema.NONE, _ -> {});
            default -> AttributeSchema.read(file);
          }
        } catch (BadDataException | UnclearFormatException e) {
          assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
        }
      }
    }
  }

  private static Path shared(String name) {
    String given = System.getenv("TRIBUTARY_DATA");
    Path path = (given == null ? Path.of("../../shared/data") : Path.of(given)).resolve(name);
    assumeTrue(Files.exists(path), () -> name + " is not here; set TRIBUTARY_DATA to the folder that holds it");
    return path;
  }

  @Test
  void movieLensSmallHasTitlesGenresAndYears() throws IOException {
    var loaded = Dataset.open(shared("ml-latest-small"), Dataset.Named.NOTHING, ReadOptions.DEFAULT).load(Progress.NONE);
    assertThat(loaded.interactions().size()).isEqualTo(100_836);
    assertThat(loaded.catalog().itemCount()).isEqualTo(9742); // 18 of them unrated
    assertThat(loaded.catalog().userCount()).isEqualTo(610);
    assertThat(loaded.sideReports().getFirst().rejected()).isZero();
    var first = loaded.catalog().item(loaded.catalog().itemIndex("1"));
    assertThat(first.categories()).hasSize(5);
    assertThat(first.attributes()).containsEntry("year", 1995.0);
  }

  @Test
  void beautyHasItsAttributes() throws IOException {
    var loaded = Dataset.open(shared("s3rec/amazon-beauty"), Dataset.Named.NOTHING, ReadOptions.DEFAULT).load(Progress.NONE);
    assertThat(loaded.catalog().itemCount()).isEqualTo(12_101);
    assertThat(loaded.catalog().item(loaded.catalog().itemIndex("4")).keywords()).hasSize(3);
  }

  @Test
  void gowallaIsASplit() throws IOException {
    assertThat(Dataset.open(shared("gowalla"), Dataset.Named.NOTHING, ReadOptions.DEFAULT).split()).isPresent();
  }

  @Test
  void movieLensOneMillionsSideFilesAreRead() throws IOException {
    var data = shared("ml-1m");
    var loaded = Dataset.open(data, new Dataset.Named(Optional.of(data.resolve("partial_timestamps.dat.gz")), Optional.empty(), Optional.empty()), ReadOptions.DEFAULT);
    var items = new ArrayList<Item>();
    var users = new ArrayList<User>();
    loaded.stream(items::add, users::add, _ -> {}, Progress.NONE);
    assertThat(items).hasSize(3883).allMatch(i -> i.attributes().containsKey("year") && !i.categories().isEmpty());
    assertThat(users).hasSize(6040);
  }
}
