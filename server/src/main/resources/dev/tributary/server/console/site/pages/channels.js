// What each channel is worth: offline, on pages, and beside the others.
import { html } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { Bars, HeatTable, Legend } from '../app/charts.js';
import { useMetrics } from '../app/metrics.js';
import { ChannelChip, Empty, Loaded, Page, Panel, Problem, Table, channelClass, inOrder, useEvery, useLoad } from '../app/parts.js';
import { count, decimal, percent, t } from '../app/words.js';
import { useFirstPages } from './funnel.js';

const METRICS = [['ndcg', 'NDCG', 4], ['hitRate', 'Hit rate', 4], ['recall', 'Recall', 4], ['mrr', 'MRR', 4], ['coverage', 'Coverage', 3], ['novelty', 'Novelty (bits)', 2]];

/** The release that serves, with its figures; undefined before there is one. */
export async function servingRelease() {
  const serving = (await api.releases()).releases.find(r => r.serving);
  return serving ? api.release(serving.id) : null;
}

function Offline({ release }) {
  const rows = release?.run?.offline?.rows;
  if (!rows) {
    return html`<${Empty}>${t('This release was published without an offline table; quickstart makes one.')}<//>`;
  }
  const k = rows[0].ks[0];
  const value = (row, metric) => row.metrics[`${metric}@${k}`];
  const best = metric => Math.max(...rows.map(row => value(row, metric)));
  return html`<${Table} caption=${t('Offline table')} head=${[t('Channel'), ...METRICS.map(([, text]) => ({ number: `${t(text)}@${k}` }))]}>
      ${rows.map(row => html`<tr key=${row.name} class=${row.name === 'blend' ? 'strong' : ''}><th scope="row">${row.name === 'blend' ? t('all of them, blended') : html`<${ChannelChip} name=${row.name} />`}</th>${METRICS.map(([metric, , digits]) => html`<td key=${metric} class=${value(row, metric) === best(metric) ? 'number best' : 'number'}>${decimal(value(row, metric), digits)}</td>`)}</tr>`)}
    <//>
    <p class="note">${t('{users} users judged, over the full catalogue of {items} items; interest: {rule}.', { users: count(rows[0].users ?? rows[0].evaluatedUsers ?? 0), items: count(rows[0].catalogue), rule: rows[0].rule })}</p>`;
}

function Shares({ traffic }) {
  const clicks = traffic.clicks;
  const of = (part, whole) => (whole > 0 ? part / whole : 0);
  const rows = [...traffic.channels].sort((a, b) => b.shown - a.shown);
  return html`<${Legend} entries=${[{ name: t('of shown items'), className: 'plain0' }, { name: t('of clicks'), className: 'plain1' }]} />
    <${Bars} label=${t('Share of shown items and of clicks')} most=${1} rows=${rows.map(c => ({ name: c.name, bars: [
      { value: of(c.shown, traffic.shown), text: percent(of(c.shown, traffic.shown)), className: 'plain0', title: count(c.shown) },
      { value: of(c.clicks, clicks), text: clicks > 0 ? percent(of(c.clicks, clicks)) : '–', className: 'plain1', title: count(c.clicks) },
    ] }))} />
    ${clicks === 0 && html`<p class="note">${t('No clicks yet: click something on the feed, or start with quickstart --audience.')}</p>`}`;
}

export function Channels() {
  const first = useFirstPages(useMetrics().at(-1));
  const release = useLoad(servingRelease, []);
  const traffic = useLoad(api.traffic, [first.sampled]);
  useEvery(4000, traffic.again);
  const pair = (a, b) => traffic.value.overlap.find(o => (o.a === a && o.b === b) || (o.a === b && o.b === a))?.both ?? 0;
  const shown = name => traffic.value.channels.find(c => c.name === name).shown;
  const names = inOrder(traffic.value?.channels.map(c => c.name) ?? []);
  return html`<${Page} title=${t('Channels')} lead=${t('What each way of finding items is good for: alone on held-out data, on the pages that were served, and beside the others.')}>
    <${Problem} problem=${first.problem} />
    <${Panel} wide title=${t('Offline, on held-out data')}><${Loaded} load=${release} show=${r => html`<${Offline} release=${r} />`} /><//>
    <div class="pair">
      <${Panel} title=${t('On pages and in clicks')} note=${t('Of all items shown since the service started, those that the channel found; several channels may find the same item.')}><${Loaded} load=${traffic} show=${value => html`<${Shares} traffic=${value} />`} /><//>
      <${Panel} title=${t('Overlap')} note=${t('Of the shown items that the row’s channel found, those that the column’s found too.')}>${names.length > 0 ? html`<${HeatTable} caption=${t('Overlap of channels')} names=${names} share=${(a, b) => pair(a, b) / Math.max(1, shown(a))} format=${value => percent(value, 0)} />
        <${Bars} label=${t('Found by no other channel')} most=${1} rows=${names.map(name => traffic.value.channels.find(c => c.name === name)).map(c => ({ name: c.name, bars: [{ value: c.alone / Math.max(1, c.shown), text: t('{share} alone', { share: percent(c.alone / Math.max(1, c.shown), 0) }), className: `fill ${channelClass(c.name)}` }] }))} />` : html`<${Empty}>${t('Nothing was shown yet.')}<//>`}<//>
    </div>
  <//>`;
}
