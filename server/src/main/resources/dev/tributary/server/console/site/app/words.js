// The console's words. English is written where it is used; other languages are looked up by it.
import { phrases, patterns } from './words-zh.js';

const KEPT = 'tributary.language';

let language = localStorage.getItem(KEPT) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const languages = [['en', 'English'], ['zh', '中文']];

export function currentLanguage() {
  return language;
}

export function setLanguage(name) {
  language = name;
  localStorage.setItem(KEPT, name);
  document.documentElement.lang = name === 'zh' ? 'zh-CN' : 'en';
}

/** A text in the visitor's language; `{name}` stands for a value. */
export function t(text, values = {}) {
  const found = language === 'zh' ? phrases[text] ?? text : text;
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** What the service says in English sentences, in the visitor's language where the sentence is known. */
export function said(text) {
  if (language !== 'zh') {
    return text;
  }
  for (const [pattern, replacement] of patterns) {
    if (pattern.test(text)) {
      return text.replace(pattern, replacement);
    }
  }
  return text;
}

function locale() {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}

export function count(number) {
  return new Intl.NumberFormat(locale()).format(number);
}

/** Large counts in short: 1.9M, or 195万. */
export function short(number) {
  return new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(number);
}

export function percent(share, digits = 1) {
  return new Intl.NumberFormat(locale(), { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);
}

export function decimal(number, digits = 2) {
  return new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number);
}

/** Seconds as µs, ms or s, with three digits that matter. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) {
    return '–';
  }
  const [value, unit] = seconds < 1e-3 ? [seconds * 1e6, 'µs'] : seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];
  return `${decimal(value, value < 10 ? 1 : 0)} ${unit}`;
}

export function moment(time) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

export function clock(time) {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(time));
}
