// What /metrics says, read every few seconds while somebody looks, so that rates and lines have a past.
import { useEffect, useState } from '../vendor/preact-htm.js';
import { api } from './api.js';

const EVERY_MILLIS = 3000;
const REMEMBERED = 200;

/** Samples of Prometheus' text format, oldest first: {time, families: Map of name to [{labels, value}]}. */
const samples = [];
const listeners = new Set();
let timer = 0;

function parse(text) {
  const families = new Map();
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match) {
      const labels = {};
      for (const [, name, value] of (match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
        labels[name] = value.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1');
      }
      if (!families.has(match[1])) {
        families.set(match[1], []);
      }
      families.get(match[1]).push({ labels, value: Number(match[3].replace('+Inf', 'Infinity')) });
    }
  }
  return families;
}

async function look() {
  timer = 0;
  if (!document.hidden) {
    try {
      samples.push({ time: Date.now(), families: parse(await api.metrics()) });
      if (samples.length > REMEMBERED) {
        samples.shift();
      }
    } catch {
      // the next look tells whether the service is there again; pages show the problem of their own calls
    }
  }
  listeners.forEach(listener => listener(samples.length ? samples.at(-1).time : 0));
  schedule(EVERY_MILLIS);
}

function schedule(millis) {
  if (timer === 0 && listeners.size > 0) {
    timer = setTimeout(look, millis);
  }
}

/** Looks at once, when something was asked for that the metrics will show. */
export function lookNow() {
  clearTimeout(timer);
  timer = 0;
  schedule(0);
}

/** The samples so far; draws anew with each further one. */
export function useMetrics() {
  const [, changed] = useState(0);
  useEffect(() => {
    listeners.add(changed);
    lookNow();
    return () => listeners.delete(changed);
  }, []);
  return samples;
}

const matches = (labels, wanted) => Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** The sum of a family's values with these labels. */
export function sum(sample, name, wanted = {}) {
  return (sample?.families.get(name) ?? []).filter(s => matches(s.labels, wanted)).reduce((all, s) => all + s.value, 0);
}

/** The values of one label of a family, in order of appearance. */
export function values(sample, name, label) {
  return [...new Set((sample?.families.get(name) ?? []).map(s => s.labels[label]))];
}

/** A quantile of a histogram, in its unit, interpolated inside a bucket; NaN when nothing was counted. */
export function quantile(sample, name, q, wanted = {}) {
  const buckets = new Map();
  for (const { labels, value } of sample?.families.get(`${name}_bucket`) ?? []) {
    if (matches(labels, wanted)) {
      const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
  }
  const sorted = [...buckets].sort((a, b) => a[0] - b[0]);
  const target = q * (sorted.at(-1)?.[1] ?? 0);
  let [below, counted] = [0, 0];
  for (const [bound, cumulated] of sorted) {
    if (cumulated >= target && cumulated > counted) {
      return bound === Infinity ? below : below + ((bound - below) * (target - counted)) / (cumulated - counted);
    }
    [below, counted] = [bound, cumulated];
  }
  return NaN;
}

/** How fast something grew from each sample to the next: [[time, per second], …]. */
export function rates(all, name, wanted = {}) {
  return all.slice(1).map((sample, n) => {
    const before = all[n];
    return [sample.time, Math.max(0, sum(sample, name, wanted) - sum(before, name, wanted)) / ((sample.time - before.time) / 1000)];
  });
}
