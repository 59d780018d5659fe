// Training jobs: start one, watch it, stop it.
import { html, useState } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { useJobs } from '../app/jobs.js';
import { ChannelChip, Empty, Loaded, Page, Panel, Problem, useLoad } from '../app/parts.js';
import { count, decimal, moment, said, t } from '../app/words.js';
import { servingRelease } from './channels.js';

const STATES = { queued: 'waits', running: 'runs', done: 'done', failed: 'failed', cancelled: 'stopped' };

function Outcome({ job }) {
  if (job.error) {
    return html`<p class="problem">${job.error}</p>`;
  }
  const result = job.result;
  if (!result) {
    return null;
  }
  const gate = result.gate;
  const difference = gate?.comparison;
  return html`<p class="note">${result.published ? html`${t('Published as')} <a class="code" href="#/releases">${result.release}</a>.` : t('Not published: it is worse beyond noise.')}
    ${gate && html` ${t('Gate: against {other}', { other: said(gate.against) })}${difference && html`, Δ ${difference.metric.toUpperCase()}@${difference.k} ${decimal(difference.difference, 4)} (${decimal(difference.differenceInterval[0], 4)} … ${decimal(difference.differenceInterval[1], 4)})`}.`}</p>`;
}

function Job({ job, onStop }) {
  const known = job.total > 0;
  const live = job.state === 'running' || job.state === 'queued';
  return html`<li class=${`job ${job.state}`}>
    <div class="panel-head"><h3><span class="badge">${t(STATES[job.state])}</span> <span class="code">${job.id}</span></h3>${live && html`<button type="button" onClick=${() => onStop(job.id)}>${t('Stop')}</button>`}</div>
    <p class="note">${moment(job.createdAt)}${job.startedAt && job.endedAt && html` · ${t('{n} seconds', { n: decimal((new Date(job.endedAt) - new Date(job.startedAt)) / 1000, 1) })}`}</p>
    ${live && html`<div class="progress"><label>${said(job.phase) || t('waits for its turn')}${known && html` · ${count(job.done)} / ${count(job.total)}`}<progress value=${known ? job.done : undefined} max=${known ? job.total : undefined}></progress></label></div>`}
    <${Outcome} job=${job} />
  </li>`;
}

function Start({ all, serving, onStart }) {
  const [chosen, setChosen] = useState(new Set(serving ? Object.keys(serving.bundles) : []));
  const [gate, setGate] = useState(true);
  const toggle = name => setChosen(before => {
    const after = new Set(before);
    if (!after.delete(name)) {
      after.add(name);
    }
    return after;
  });
  const submit = event => {
    event.preventDefault();
    onStart([...chosen], gate);
  };
  return html`<form onSubmit=${submit}>
    <fieldset><legend>${t('Channels; none chosen means those of the release that serves')}</legend>
      <div class="choices">${all.map(c => html`<label key=${c.name} class="choice"><input type="checkbox" name="channel" value=${c.name} checked=${chosen.has(c.name)} onChange=${() => toggle(c.name)} /><${ChannelChip} name=${c.name} /><small>${said(c.summary)}</small></label>`)}</div>
    </fieldset>
    <label class="choice"><input type="checkbox" name="gate" checked=${gate} onChange=${e => setGate(e.target.checked)} /><b>${t('Gate')}</b><small>${t('do not publish what is worse, beyond noise, than the release that serves')}</small></label>
    <button class="primary">${t('Train and publish')}</button>
  </form>`;
}

export function Training() {
  const { jobs, problem, again } = useJobs();
  const [refused, setRefused] = useState(null);
  const load = useLoad(async () => ({ all: (await api.channels()).channels, serving: await servingRelease() }), []);
  const run = call => call.then(() => setRefused(null), setRefused).then(again);
  return html`<${Page} title=${t('Jobs')} lead=${t('A training reads the whole log, trains every channel, fits the blend, and publishes what passes the gate. Requests are answered meanwhile.')}>
    <${Problem} problem=${problem ?? refused} />
    <div class="columns even">
      <${Panel} title=${t('Train a release')}><${Loaded} load=${load} show=${value => html`<${Start} ...${value} onStart=${(channels, gate) => run(api.train(channels, gate))} />`} /><//>
      <${Panel} title=${t('Jobs since the service started')}>
        <div aria-live="polite">${jobs?.length === 0 && html`<${Empty}>${t('None yet. A training of this home takes about as long as quickstart’s did.')}<//>`}
        ${jobs?.length > 0 && html`<ul class="jobs">${jobs.map(job => html`<${Job} key=${job.id} job=${job} onStop=${id => run(api.cancel(id))} />`)}</ul>`}</div>
      <//>
    </div>
  <//>`;
}
