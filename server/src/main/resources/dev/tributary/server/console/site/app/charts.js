// Small charts in SVG. Each has a label that says in words what it shows, for those who do not see it.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact-htm.js';

/** The width that an element has, as it changes. */
export function useWidth() {
  const element = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(entries => setWidth(Math.round(entries[0].contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

/** Round numbers that cover 0..most, four or five of them. */
function ticks(most) {
  const rough = (most || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(s => s * power >= rough) * power;
  return Array.from({ length: Math.ceil((most || 1) / step - 1e-9) + 1 }, (_, n) => n * step);
}

const MARGIN = { top: 12, right: 14, bottom: 26, left: 46 };

/**
 * Lines over x, from 0 up.
 *
 * @param series [{name, className, points: [[x, y], …]}]
 * @param whole whether x has whole numbers only
 */
export function Lines({ label, series, formatX, formatY, height = 200, whole = false }) {
  const [frame, width] = useWidth();
  const all = series.flatMap(s => s.points);
  const from = Math.min(...all.map(p => p[0]));
  const to = Math.max(...all.map(p => p[0]));
  const marks = ticks(Math.max(0, ...all.map(p => p[1])));
  const top = marks.at(-1);
  const x = value => MARGIN.left + ((value - from) / (to - from || 1)) * (width - MARGIN.left - MARGIN.right);
  const y = value => height - MARGIN.bottom - (value / top) * (height - MARGIN.top - MARGIN.bottom);
  const parts = Math.max(1, Math.min(5, Math.floor(width / 110) - 1));
  const places = Array.from({ length: parts + 1 }, (_, n) => from + ((to - from) * n) / parts);
  const across = whole ? [...new Set(places.map(Math.round))] : places;
  return html`<figure class="chart" ref=${frame}>
    ${series.length > 1 && html`<${Legend} entries=${series} />`}
    ${width > 0 && all.length > 1 && html`<svg width=${width} height=${height} role="img" aria-label=${label}>
      ${marks.map(m => html`<g key=${`y${m}`}><line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(m)} y2=${y(m)} /><text class="tick" x=${MARGIN.left - 8} y=${y(m) + 4} text-anchor="end">${formatY(m)}</text></g>`)}
      ${across.map((m, n) => html`<text key=${`x${n}`} class="tick" x=${x(m)} y=${height - 7} text-anchor=${n === 0 ? 'start' : n === across.length - 1 ? 'end' : 'middle'}>${formatX(m)}</text>`)}
      ${series.map(s => html`<path key=${s.name} class="line ${s.className}" d=${s.points.map(([a, b], n) => `${n ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('')} />`)}
    </svg>`}
  </figure>`;
}

export function Legend({ entries }) {
  return html`<ul class="legend">${entries.map(e => html`<li key=${e.name} class=${e.className}><i aria-hidden="true"></i>${e.name}</li>`)}</ul>`;
}

/**
 * A line with logarithmic axes; points at 0 are drawn on the floor, half of 1.
 */
export function LogCurve({ label, points, formatX, formatY, height = 230 }) {
  const [frame, width] = useWidth();
  const decades = most => Array.from({ length: Math.floor(Math.log10(Math.max(1, most)) + 1e-9) + 1 }, (_, n) => 10 ** n);
  const mostX = Math.max(...points.map(p => p[0]));
  const mostY = Math.max(1, ...points.map(p => p[1]));
  const x = value => MARGIN.left + (Math.log(value) / Math.log(mostX || 2)) * (width - MARGIN.left - MARGIN.right);
  const y = value => height - MARGIN.bottom - (Math.log(Math.max(value, 0.5) / 0.5) / Math.log(mostY / 0.5)) * (height - MARGIN.top - MARGIN.bottom);
  const path = points.map(([a, b], n) => `${n ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
  return html`<figure class="chart" ref=${frame}>
    ${width > 0 && html`<svg width=${width} height=${height} role="img" aria-label=${label}>
      ${decades(mostY).map(m => html`<g key=${`y${m}`}><line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(m)} y2=${y(m)} /><text class="tick" x=${MARGIN.left - 8} y=${y(m) + 4} text-anchor="end">${formatY(m)}</text></g>`)}
      ${decades(mostX).map(m => html`<text key=${`x${m}`} class="tick" x=${x(m)} y=${height - 7} text-anchor=${m === 1 ? 'start' : 'middle'}>${formatX(m)}</text>`)}
      <path class="area" d=${`${path}L${x(mostX)} ${height - MARGIN.bottom}L${x(1)} ${height - MARGIN.bottom}Z`} />
      <path class="line accent" d=${path} />
    </svg>`}
  </figure>`;
}

/**
 * Horizontal bars, one group a row.
 *
 * @param rows [{name, bars: [{value, text, className, title}]}]
 */
export function Bars({ label, rows, most }) {
  const top = most ?? Math.max(1e-12, ...rows.flatMap(r => r.bars.map(b => b.value)));
  return html`<div class="bars" role="img" aria-label=${`${label}: ${rows.map(r => `${r.name} ${r.bars.map(b => b.text).join(' / ')}`).join(', ')}`}>
    ${rows.map(r => html`<div class="bar-row" key=${r.name} aria-hidden="true">
      <span class="bar-name">${r.name}</span>
      <span class="bar-group">${r.bars.map((b, n) => html`<span key=${n} class="bar-track" title=${b.title}><span class="bar ${b.className}" style=${{ width: `${Math.max(0.4, (100 * Math.min(b.value, top)) / top)}%` }}></span><em>${b.text}</em></span>`)}</span>
    </div>`)}
  </div>`;
}

/** A table whose cells are the darker the larger their share, 0..1. */
export function HeatTable({ caption, names, share, format }) {
  return html`<div class="table" tabindex="0" role="region" aria-label=${caption}><table class="heat"><caption class="unseen">${caption}</caption>
    <thead><tr><td></td>${names.map(n => html`<th key=${n} scope="col">${n}</th>`)}</tr></thead>
    <tbody>${names.map(a => html`<tr key=${a}><th scope="row">${a}</th>${names.map(b => {
      const value = share(a, b);
      return a === b ? html`<td key=${b} class="self">·</td>` : html`<td key=${b} style=${{ '--share': value.toFixed(3) }} class=${value > 0.6 ? 'deep' : ''}>${format(value)}</td>`;
    })}</tr>`)}</tbody>
  </table></div>`;
}

const ease = (x1, x2) => (x1 + x2) / 2;

const band = (x1, top1, bottom1, x2, top2, bottom2) => {
  const middle = ease(x1, x2);
  return `M${x1} ${top1}C${middle} ${top1} ${middle} ${top2} ${x2} ${top2}L${x2} ${bottom2}C${middle} ${bottom2} ${middle} ${bottom1} ${x1} ${bottom1}Z`;
};

/**
 * Channels that flow into one river, which the stages narrow down to a page. Heights grow with the root of the counts, so that a page of
 * ten can be seen beside a thousand candidates.
 *
 * @param channels [{name, value, text, className}]
 * @param stages [{name, value, text}], in order
 */
export function River({ label, channels, stages }) {
  const [frame, measured] = useWidth();
  const width = Math.max(measured, 620);
  const height = Math.max(230, 64 + channels.length * 44);
  const left = 118;
  const inner = height - 56;
  const most = Math.sqrt(Math.max(1, ...stages.map(s => s.value)));
  const tall = value => Math.max(3, (Math.sqrt(Math.max(0, value)) / most) * inner * 0.86);
  const middle = 44 + inner / 2;
  const gap = (width - left - 40) / stages.length;
  const at = n => left + gap * (n + 0.82);
  const sum = channels.reduce((all, c) => all + c.value, 0) || 1;
  const slot = inner / Math.max(1, channels.length);
  const first = tall(stages[0].value);
  let filled = middle - first / 2;
  return html`<figure class="chart scroll" ref=${frame}>
    ${measured > 0 && html`<svg class="river" width=${width} height=${height} role="img" aria-label=${`${label}: ${[...channels, ...stages].map(s => `${s.name} ${s.text}`).join(', ')}`}>
      ${channels.map((c, n) => {
        const share = (c.value / sum) * first;
        const center = 44 + slot * (n + 0.5);
        const thick = Math.max(2, Math.min(slot * 0.72, share));
        const shape = band(left, center - thick / 2, center + thick / 2, at(0), filled, filled + share);
        filled += share;
        return html`<g key=${c.name} class=${c.className}><path class="stream" d=${shape} /><text class="name" x=${left - 10} y=${center - 2} text-anchor="end">${c.name}</text><text class="tick" x=${left - 10} y=${center + 13} text-anchor="end">${c.text}</text></g>`;
      })}
      ${stages.slice(1).map((s, n) => html`<path key=${s.name} class="water w${n}" d=${band(at(n), middle - tall(stages[n].value) / 2, middle + tall(stages[n].value) / 2, at(n + 1), middle - tall(s.value) / 2, middle + tall(s.value) / 2)} />`)}
      ${stages.map((s, n) => html`<g key=${s.name}><line class="weir" x1=${at(n)} x2=${at(n)} y1=${middle - tall(s.value) / 2 - 5} y2=${middle + tall(s.value) / 2 + 5} /><text class="name" x=${at(n)} y="16" text-anchor="middle">${s.name}</text><text class="figure" x=${at(n)} y="35" text-anchor="middle">${s.text}</text></g>`)}
    </svg>`}
  </figure>`;
}

/** Keeps what a chart showed while new data is on its way. */
export function useLast(value) {
  const last = useRef(value);
  useEffect(() => {
    if (value !== undefined) {
      last.current = value;
    }
  }, [value]);
  return value ?? last.current;
}
