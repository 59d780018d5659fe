// How the service does: time, traffic, errors.
import { html } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { Bars, Legend, Lines } from '../app/charts.js';
import { quantile, rates, sum, useMetrics } from '../app/metrics.js';
import { Busy, Empty, Page, Panel, Problem, Stat, Table, useEvery, useLoad } from '../app/parts.js';
import { clock, count, decimal, duration, t } from '../app/words.js';
import { useFirstPages } from './funnel.js';

const STAGES = [['retrieval', 'Retrieval'], ['pre-ranking', 'Pre-ranking'], ['ranking', 'Ranking'], ['re-ranking', 'Re-ranking']];
const QUANTILES = [[0.5, 'Median', 'plain0'], [0.95, 'p95', 'plain1'], [0.99, 'p99', 'plain3']];

/** Endpoints of a sample: [{method, path, calls, errors}], the busiest first. */
function endpoints(now) {
  const found = new Map();
  for (const { labels, value } of now.families.get('tributary_request_seconds_count') ?? []) {
    const name = `${labels.method} ${labels.path}`;
    const one = found.get(name) ?? { method: labels.method, path: labels.path, calls: 0, errors: 0 };
    one.calls += value;
    one.errors += Number(labels.status) >= 400 ? value : 0;
    found.set(name, one);
  }
  return [...found.values()].sort((a, b) => b.calls - a.calls);
}

function Served() {
  const load = useLoad(api.traffic, []);
  useEvery(5000, load.again);
  const series = load.value?.series.slice(0, -1) ?? []; // the last ten seconds are not over
  return html`<${Panel} title=${t('Pages and events')} note=${t('A second, by ten seconds, the last hour; kept by the service.')}>
    <${Problem} problem=${load.problem} />
    ${series.length > 1 ? html`<${Lines} label=${t('Pages and events')} series=${[{ name: t('pages'), className: 'plain0', points: series.map(s => [s.time, s.pages / 10]) }, { name: t('events'), className: 'plain1', points: series.map(s => [s.time, s.events / 10]) }]} formatX=${clock} formatY=${v => decimal(v, Number.isInteger(v) ? 0 : 1)} />` : html`<${Empty}>${t('The first line needs half a minute with requests in it.')}<//>`}
  <//>`;
}

export function Health() {
  const samples = useMetrics();
  const now = samples.at(-1);
  const first = useFirstPages(now);
  if (!now) {
    return html`<${Page} title=${t('Health')} lead=${t('Time, traffic and errors, from the service’s own metrics.')}><${Busy} /><//>`;
  }
  const all = endpoints(now);
  const recent = rates(samples, 'tributary_request_seconds_count');
  const failed = (now.families.get('tributary_request_seconds_count') ?? []).filter(s => Number(s.labels.status) >= 500).reduce((n, s) => n + s.value, 0);
  const stage = (name, q) => quantile(now, 'tributary_stage_seconds', q, { stage: name });
  const kernels = now.families.get('tributary_kernels')?.[0]?.labels.name ?? '–';
  return html`<${Page} title=${t('Health')} lead=${t('Time, traffic and errors, from the service’s own metrics.')}>
    <${Problem} problem=${first.problem} />
    <dl class="stats">
      <${Stat} label=${t('Requests a second')} value=${recent.length > 0 ? decimal(recent.at(-1)[1], 1) : '–'} note=${t('this console’s among them')} />
      <${Stat} label=${t('A page, p99')} value=${duration(quantile(now, 'tributary_request_seconds', 0.99, { path: '/v1/recommend' }))} note=${t('median {n}', { n: duration(quantile(now, 'tributary_request_seconds', 0.5, { path: '/v1/recommend' })) })} />
      <${Stat} label=${t('Faults of the service')} value=${count(failed)} note=${t('answers of 500 and above, since it started')} />
      <${Stat} label=${t('Events on disk, p95')} value=${duration(quantile(now, 'tributary_log_lag_seconds', 0.95))} note=${t('from arrival until durable and counted')} />
    </dl>
    <div class="pair">
      <${Panel} title=${t('Requests a second')} note=${t('As this page sees it, every three seconds.')}>${recent.length > 1 ? html`<${Lines} label=${t('Requests a second')} series=${[{ name: t('requests'), className: 'plain0', points: recent }]} formatX=${clock} formatY=${v => decimal(v, Number.isInteger(v) ? 0 : 1)} />` : html`<${Busy} />`}<//>
      <${Served} />
      <${Panel} title=${t('Time of each stage')} note=${t('Of all pages since the service started.')}>
        <${Legend} entries=${QUANTILES.map(([, name, className]) => ({ name: t(name), className }))} />
        <${Bars} label=${t('Time of each stage')} rows=${STAGES.map(([key, name]) => ({ name: t(name), bars: QUANTILES.map(([q, , className]) => ({ value: stage(key, q) || 0, text: duration(stage(key, q)), className })) }))} />
      <//>
      <${Panel} title=${t('The process')}>
        <dl class="facts">
          <div><dt>${t('Ready')}</dt><dd>${sum(now, 'tributary_ready') === 1 ? t('yes, a release serves') : t('no release serves')}</dd></div>
          <div><dt>${t('Loops over floats')}</dt><dd class="code">${kernels}</dd></div>
          <div><dt>${t('Records in the log')}</dt><dd>${count(sum(now, 'tributary_log_records'))}</dd></div>
          <div><dt>${t('Rows refused')}</dt><dd>${count(sum(now, 'tributary_log_rows_total', { fate: 'rejected' }))}</dd></div>
          <div><dt>${t('Empty pages')}</dt><dd>${count(sum(now, 'tributary_empty_total', { by: 'page' }))}</dd></div>
          <div><dt>${t('Degraded')}</dt><dd>${count(sum(now, 'tributary_degraded_total'))}</dd></div>
        </dl>
      <//>
    </div>
    <${Panel} wide title=${t('Endpoints')}>
      <${Table} caption=${t('Endpoints')} head=${[t('Endpoint'), { number: t('Calls') }, { number: t('Errors') }, { number: t('Median') }, { number: 'p99' }]}>
        ${all.slice(0, 15).map(e => html`<tr key=${e.method + e.path}><th scope="row" class="code">${e.method} ${e.path}</th><td class="number">${count(e.calls)}</td><td class="number">${count(e.errors)}</td><td class="number">${duration(quantile(now, 'tributary_request_seconds', 0.5, { method: e.method, path: e.path }))}</td><td class="number">${duration(quantile(now, 'tributary_request_seconds', 0.99, { method: e.method, path: e.path }))}</td></tr>`)}
      <//>
    <//>
  <//>`;
}
