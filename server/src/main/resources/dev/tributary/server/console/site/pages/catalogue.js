// The items: how many, how attention spreads over them, and each by name.
import { html, useState } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { Bars, LogCurve } from '../app/charts.js';
import { ChannelChip, Empty, Loaded, Page, Panel, Stat, Table, titleOf, useItems, useLoad } from '../app/parts.js';
import { count, decimal, percent, short, t } from '../app/words.js';

const ROWS = 20;

function Overview({ facts }) {
  const share = (part, whole) => (whole > 0 ? part / whole : 0);
  return html`<dl class="stats">
      <${Stat} label=${t('Items')} value=${count(facts.items)} note=${t('{n} withdrawn', { n: count(facts.withdrawn) })} />
      <${Stat} label=${t('Users')} value=${count(facts.users)} note=${t('{n} records in the log', { n: short(facts.records) })} />
      <${Stat} label=${t('Coverage')} value=${percent(share(facts.shown, facts.items))} note=${t('of the items were ever shown, {share} clicked', { share: percent(share(facts.clicked, facts.items)) })} />
      <${Stat} label=${t('Click-through')} value=${percent(share(facts.clicks, facts.impressions))} note=${t('{clicks} clicks of {impressions} impressions', { clicks: short(facts.clicks), impressions: short(facts.impressions) })} />
    </dl>
    <div class="pair">
      <${Panel} title=${t('Popularity curve')} note=${t('Clicks of the most clicked item, the second, and so on; both axes logarithmic. The top hundredth of the items has {share} of all clicks.', { share: percent(facts.topShare) })}>
        ${facts.curve.length > 1 ? html`<${LogCurve} label=${t('Popularity curve')} points=${facts.curve.map(p => [p.place, p.clicks])} formatX=${short} formatY=${short} />` : html`<${Empty}>${t('No items yet.')}<//>`}
      <//>
      <${Panel} title=${t('Largest categories')} note=${t('Items, and how often one that is shown is clicked.')}>
        <${Bars} label=${t('Largest categories')} rows=${facts.categories.slice(0, 10).map(c => ({ name: c.name, bars: [{ value: c.items, text: `${short(c.items)} · ${percent(share(c.clicks, c.impressions))}`, className: 'plain0' }] }))} />
      <//>
    </div>`;
}

function Similar({ id }) {
  const load = useLoad(() => api.similar(id), [id]);
  const items = useItems([id, ...(load.value?.items.map(i => i.id) ?? [])]);
  return html`<${Panel} wide title=${t('Like “{title}”', { title: titleOf(items, id) })} note=${t('Neighbours by the first channel that compares items, filled up by the next.')}>
    <${Loaded} load=${load} show=${similar => (similar.items.length === 0 ? html`<${Empty}>${t('No channel knows a neighbour.')}<//>` : html`<ol class="interests">${similar.items.map(i => html`<li key=${i.id}><span>${titleOf(items, i.id)}</span><span><${ChannelChip} name=${i.channel} /> <b>${decimal(i.score, 3)}</b></span></li>`)}</ol>`)} />
  <//>`;
}

function Items() {
  const [text, setText] = useState('');
  const [from, setFrom] = useState(0);
  const [chosen, setChosen] = useState(null);
  const load = useLoad(() => api.items(text, from, ROWS), [text, from]);
  return html`<${Panel} wide title=${t('All items')}>
      <div class="toolbar"><label class="field"><span>${t('Search')}</span><input type="search" value=${text} placeholder=${t('title, id, author or category')} onInput=${e => { setFrom(0); setText(e.target.value); }} /></label></div>
      <${Loaded} load=${load} show=${found => html`
        <${Table} caption=${t('All items')} head=${[t('Title'), t('Categories'), t('Author'), { number: t('Impressions') }, { number: t('Clicks') }, { number: t('Likes') }, '']}>
          ${found.items.map(i => html`<tr key=${i.id}><th scope="row">${i.title || i.id}${i.withdrawn && html` <span class="badge">${t('withdrawn')}</span>`}</th><td>${i.categories.join(', ')}</td><td class="code">${i.author}</td><td class="number">${count(i.impressions)}</td><td class="number">${count(i.clicks)}</td><td class="number">${count(i.likes)}</td><td><button type="button" aria-label=${t('What is like {title}', { title: i.title || i.id })} onClick=${() => setChosen(i.id)}>${t('Similar')}</button></td></tr>`)}
        <//>
        <div class="toolbar end"><span class="note" role="status">${found.total === 0 ? t('nothing matches') : t('{from}–{to} of {total}, the most clicked first', { from: count(from + 1), to: count(from + found.items.length), total: count(found.total) })}</span>
          <button type="button" disabled=${from === 0} onClick=${() => setFrom(Math.max(0, from - ROWS))}>${t('Back')}</button>
          <button type="button" disabled=${from + ROWS >= found.total} onClick=${() => setFrom(from + ROWS)}>${t('On')}</button></div>`} />
    <//>
    ${chosen && html`<${Similar} id=${chosen} />`}`;
}

export function Catalogue() {
  const load = useLoad(api.catalogue, []);
  return html`<${Page} title=${t('Catalogue')} lead=${t('What can be recommended, and where attention goes.')}>
    <${Loaded} load=${load} show=${facts => html`<${Overview} facts=${facts} />`} />
    <${Items} />
  <//>`;
}
