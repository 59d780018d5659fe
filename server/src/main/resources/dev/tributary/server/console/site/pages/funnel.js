// How many candidates each channel and stage passed on, over all requests since the service started.
import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { lookNow, sum, quantile, useMetrics, values } from '../app/metrics.js';
import { River } from '../app/charts.js';
import { Busy, ChannelChip, Page, Panel, Problem, Stat, Table, channelClass, inOrder, sample } from '../app/parts.js';
import { count, decimal, duration, t } from '../app/words.js';

const STAGES = [['merged', 'Merged'], ['pre-ranking', 'Pre-ranked'], ['ranking', 'Ranked'], ['page', 'Page']];
const FEW = 20;
const SAMPLED = 40;

export const pagesOf = now => sum(now, 'tributary_stage_seconds_count', { stage: 'retrieval' });

/** Asks for a sample of pages once, when the service has hardly answered any: charts of nothing teach nothing. */
export function useFirstPages(now) {
  const [problem, setProblem] = useState(null);
  const [sampled, setSampled] = useState(0);
  const few = now !== undefined && pagesOf(now) < FEW;
  useEffect(() => {
    if (few && sampled === 0) {
      sample(SAMPLED).then(pages => setSampled(pages.length), setProblem).then(lookNow);
    }
  }, [few]);
  return { problem, sampled };
}

export function Funnel() {
  const now = useMetrics().at(-1);
  const first = useFirstPages(now);
  const pages = pagesOf(now);
  const each = name => sum(now, 'tributary_candidates_total', { by: name }) / Math.max(1, pages);
  const channels = inOrder(values(now, 'tributary_channel_seconds_count', 'channel'));
  const shown = number => (number >= 100 ? count(Math.round(number)) : decimal(number, 1));
  return html`<${Page} title=${t('Funnel')} lead=${t('Channels run beside each other into one river; each stage narrows it, until a page is left. Live, from the service’s own metrics.')}>
    <${Problem} problem=${first.problem} />
    ${pages === 0 ? !first.problem && html`<${Busy} />` : html`
      <dl class="stats">
        <${Stat} label=${t('Pages so far')} value=${count(pages)} note=${first.sampled > 0 && pages >= first.sampled ? t('{n} of them asked for by this console, to have something to show', { n: count(first.sampled) }) : ''} />
        <${Stat} label=${t('Candidates merged')} value=${shown(each('merged'))} note=${t('a page, on average')} />
        <${Stat} label=${t('Degraded')} value=${count(sum(now, 'tributary_degraded_total'))} note=${t('channels and stages that failed or were late')} />
        <${Stat} label=${t('Whole funnel')} value=${duration(['retrieval', 'pre-ranking', 'ranking', 're-ranking'].reduce((all, stage) => all + sum(now, 'tributary_stage_seconds_sum', { stage }), 0) / pages)} note=${t('a page, on average')} />
      </dl>
      <${Panel} wide title=${t('From channels to a page')} note=${t('Candidates of an average page.')}>
        <${River} label=${t('Candidates of an average page')} channels=${channels.map(name => ({ name, value: each(name), text: shown(each(name)), className: channelClass(name) }))} stages=${STAGES.map(([name, text]) => ({ name: t(text), value: each(name), text: shown(each(name)) }))} />
      <//>
      <${Panel} wide title=${t('Channel by channel')}>
        <${Table} caption=${t('Channel by channel')} head=${[t('Channel'), { number: t('Candidates a page') }, { number: t('Found nothing') }, { number: t('Failed or late') }, { number: t('Median') }, { number: 'p95' }, { number: t('Items shown') }]}>
          ${channels.map(name => html`<tr key=${name}><th scope="row"><${ChannelChip} name=${name} /></th><td class="number">${shown(each(name))}</td><td class="number">${count(sum(now, 'tributary_empty_total', { by: name }))}</td><td class="number">${count(sum(now, 'tributary_degraded_total', { by: name }))}</td><td class="number">${duration(quantile(now, 'tributary_channel_seconds', 0.5, { channel: name }))}</td><td class="number">${duration(quantile(now, 'tributary_channel_seconds', 0.95, { channel: name }))}</td><td class="number">${count(sum(now, 'tributary_shown_total', { channel: name }))}</td></tr>`)}
        <//>
      <//>`}
  <//>`;
}
