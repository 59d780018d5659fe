// A simulated audience that clicks on what the service really answers, beside what everybody likes and what the simulation knows to be best.
import { html } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { Lines } from '../app/charts.js';
import { Busy, Empty, Loaded, Page, Panel, Stat, useEvery, useLoad } from '../app/parts.js';
import { clock, count, decimal, percent, t } from '../app/words.js';

const POLICIES = [['oracle', 'the best there is', 'plain2'], ['served', 'what the service answers', 'plain0'], ['popular', 'what is popular', 'plain1']];

function Shown({ audience }) {
  const last = audience.series.slice(-6);
  const mean = policy => last.reduce((all, s) => all + s[policy] * s.visits, 0) / Math.max(1, last.reduce((all, s) => all + s.visits, 0));
  const [served, popular, oracle] = ['served', 'popular', 'oracle'].map(mean);
  const lines = (rows, x) => POLICIES.map(([key, name, className]) => ({ name: t(name), className, points: rows.map(r => [r[x], r[key]]) }));
  return html`<dl class="stats">
      <${Stat} label=${t('Visits so far')} value=${count(audience.visits)} note=${t('by {users} newcomers', { users: count(audience.newcomers) })} />
      <${Stat} label=${t('Clicks on a page, lately')} value=${decimal(served)} note=${t('of ten items')} />
      <${Stat} label=${t('Against what is popular')} value=${popular > 0 ? `${served >= popular ? '+' : ''}${percent(served / popular - 1, 0)}` : '–'} note=${t('expected clicks of a popular page: {n}', { n: decimal(popular) })} />
      <${Stat} label=${t('Of the way to the best')} value=${oracle > popular ? percent((served - popular) / (oracle - popular), 0) : '–'} note=${t('expected clicks of the best page: {n}', { n: decimal(oracle) })} />
    </dl>
    ${audience.series.length < 2 ? html`<${Busy} />` : html`<div class="pair">
      <${Panel} title=${t('Clicks on a page, over time')} note=${t('Expected clicks on the page that was served, on the most popular items that the visitor has not met, and on the best page that the simulation knows; by ten seconds.')}><${Lines} label=${t('Clicks on a page, over time')} series=${lines(audience.series, 'time')} formatX=${clock} formatY=${v => decimal(v, 1)} height=${260} /><//>
      <${Panel} title=${t('Clicks on a page, by visit')} note=${t('The first visit is a stranger’s. From then on the service knows what was clicked, and learns with no training in between.')}><${Lines} label=${t('Clicks on a page, by visit')} whole series=${lines(audience.byVisit.filter(r => r.visit === 1 || r.visits >= audience.newcomers / 2), 'visit')} formatX=${String} formatY=${v => decimal(v, 1)} height=${260} /><//>
    </div>`}`;
}

export function Audience() {
  const load = useLoad(api.audience, []);
  useEvery(3000, load.again);
  return html`<${Page} title=${t('Audience')} lead=${t('Newcomers of the simulated community ask for pages, click as their hidden tastes tell them, and the service learns from it. Nobody tells the service what they like.')}>
    <${Loaded} load=${load} show=${audience => (audience.visits > 0 ? html`<${Shown} audience=${audience} />` : html`<${Empty}>${t('Nobody visits. Start one with:')} <code>./tributary quickstart --audience</code><//>`)} />
  <//>`;
}
