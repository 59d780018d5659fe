package dev.tributary.simulation;

import dev.tributary.simulation.Topics.Word;
import java.util.List;

/**
 * Writes titles and texts from a subtopic and two nouns. In a pattern {@code S} is the subtopic (capitalised), {@code s} the
 * subtopic, {@code t} the first noun, {@code o} the other noun, {@code n} a number word, {@code N} the same capitalised, each
 * in braces.
 */
final class Wording {
  /** One way to write a title, in both languages, and the tag that goes with it. */
  private record Pattern(String english, String chinese, Word tag) {}

  private static final List<Pattern> PATTERNS =
      List.of(
          new Pattern("{S}: {n} mistakes with {t}", "{s}：{t}的{n}个误区", new Word("mistakes", "误区")),
          new Pattern("{S} for beginners: start with {t}", "{s}入门：先从{t}开始", new Word("beginners", "入门")),
          new Pattern("What nobody tells you about {t}: notes on {s}", "关于{t}，没人告诉你的事｜{s}笔记", new Word("notes", "笔记")),
          new Pattern("A week of {s}, and what {t} changed", "{s}一周记录：{t}带来的变化", new Word("diary", "日记")),
          new Pattern("{S}: is {t} worth the trouble?", "{s}：{t}到底值不值？", new Word("opinion", "观点")),
          new Pattern("{N} things to know about {t} in {s}", "{s}必看：关于{t}的{n}件事", new Word("list", "清单")),
          new Pattern("{S}: why {t} matters more than {o}", "{s}：为什么{t}比{o}更重要", new Word("opinion", "观点")),
          new Pattern("{S} on a small budget: {t} first, {o} later", "预算不多的{s}：先看{t}，再看{o}", new Word("budget", "省钱")),
          new Pattern("{S} step by step: {t} and {o}", "一步一步讲{s}：{t}和{o}", new Word("guide", "教程")),
          new Pattern("{N} questions about {s}, answered with {t}", "{s}{n}问：从{t}说起", new Word("questions", "问答")),
          new Pattern("I changed my mind about {t}: {s} after {n} months", "玩{s}{n}个月后，我对{t}改观了", new Word("diary", "日记")),
          new Pattern("{S}: {t} compared with {o}", "{s}对比：{t}和{o}", new Word("comparison", "对比")),
          new Pattern("The quiet joy of {s}: {t}", "{s}的小确幸：{t}", new Word("mood", "心情")),
          new Pattern("{S} in pictures: {t} and {o}", "图说{s}：{t}与{o}", new Word("pictures", "图集")));

  private static final List<Word> NUMBERS =
      List.of(
          new Word("two", "两"),
          new Word("three", "三"),
          new Word("four", "四"),
          new Word("five", "五"),
          new Word("six", "六"),
          new Word("seven", "七"),
          new Word("eight", "八"));

  private static final List<Pattern> SENTENCES =
      List.of(
          new Pattern(
              "Notes on {s}, with a close look at {t} and a few words about {o}.",
              "这篇聊聊{s}，重点说{t}，顺便提一下{o}。",
              new Word("", "")),
          new Pattern(
              "What I learned about {t} while doing {s}; {o} surprised me.",
              "在{s}里踩过的坑：{t}，还有意外的{o}。",
              new Word("", "")),
          new Pattern(
              "{S} made simple. First {t}, then {o}.",
              "把{s}讲简单：先{t}，后{o}。",
              new Word("", "")));

  private Wording() {}

  /** A title; {@code pick} chooses the pattern and the number. */
  static String title(Language language, Word subtopic, Word noun, Word other, int pick) {
    var pattern = PATTERNS.get(Math.floorMod(pick, PATTERNS.size()));
    return fill(language, pattern, subtopic, noun, other, Math.floorMod(pick / PATTERNS.size(), NUMBERS.size()));
  }

  /** The tag that goes with the title of this pick. */
  static String tag(Language language, int pick) {
    return PATTERNS.get(Math.floorMod(pick, PATTERNS.size())).tag().in(language);
  }

  /** A sentence that says what the item is about. */
  static String text(Language language, Word subtopic, Word noun, Word other, int pick) {
    return fill(language, SENTENCES.get(Math.floorMod(pick, SENTENCES.size())), subtopic, noun, other, 0);
  }

  private static String fill(Language language, Pattern pattern, Word subtopic, Word noun, Word other, int number) {
    String text = language == Language.ENGLISH ? pattern.english() : pattern.chinese();
    String count = NUMBERS.get(number).in(language);
    return text.replace("{S}", capitalised(subtopic.in(language)))
        .replace("{s}", subtopic.in(language))
        .replace("{t}", noun.in(language))
        .replace("{o}", other.in(language))
        .replace("{n}", count)
        .replace("{N}", capitalised(count));
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
