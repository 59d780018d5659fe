// What serves, what served, and what two releases show the same user.
import { html, useState } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { ChannelChip, Confirm, Empty, Loaded, Page, Panel, Problem, Table, UserPicker, inOrder, titleOf, useItems, useLoad } from '../app/parts.js';
import { count, decimal, moment, t } from '../app/words.js';

function Side({ page, other, items }) {
  const shared = new Set(other.items.map(i => i.id));
  return html`<div><h3 class="code">${page.release}</h3>
    <ol class="compared">${page.items.map(i => html`<li key=${i.id} class=${shared.has(i.id) ? 'shared' : ''}><span>${titleOf(items, i.id)}</span><small>${i.channels.map(c => html`<${ChannelChip} key=${c} name=${c} />`)}</small></li>`)}</ol></div>`;
}

function Compare({ releases }) {
  const [left, setLeft] = useState(releases[1].id);
  const [right, setRight] = useState(releases[0].id);
  const [user, setUser] = useState('');
  const start = useLoad(async () => setUser((await api.users('', 50)).users.find(u => u.interests > 2)?.id ?? ''), []);
  const load = useLoad(() => (user ? api.compare(user, left, right) : Promise.resolve(null)), [user, left, right]);
  const items = useItems(load.value ? [...load.value.left.items, ...load.value.right.items].map(i => i.id) : []);
  const choose = (label, value, set) => html`<label class="field"><span>${label}</span><select value=${value} onChange=${e => set(e.target.value)}>${releases.map(r => html`<option key=${r.id} value=${r.id}>${r.id}</option>`)}</select></label>`;
  return html`<div class="toolbar">${choose(t('Left'), left, setLeft)}${choose(t('Right'), right, setRight)}<${UserPicker} user=${user} onPick=${setUser} /></div>
    <${Problem} problem=${start.problem} />
    <${Loaded} load=${load} show=${both => both && html`<p class="note" role="status">${t('{n} of {all} items are on both pages; they are marked.', { n: both.shared, all: both.right.items.length })}</p>
      <div class="pair"><${Side} page=${both.left} other=${both.right} items=${items} /><${Side} page=${both.right} other=${both.left} items=${items} /></div>`} />`;
}

const ndcg = detail => detail?.run?.offline?.rows?.find(row => row.name === 'blend')?.metrics['ndcg@10'] ?? detail?.figures?.ranker?.figures?.ndcg;

async function withDetails() {
  const { releases } = await api.releases();
  return Promise.all(releases.slice(0, 12).map(release => api.release(release.id)));
}

export function Releases() {
  const load = useLoad(withDetails, []);
  const [question, setQuestion] = useState(null);
  const [problem, setProblem] = useState(null);
  const [told, setTold] = useState('');
  const run = async () => {
    const { act } = question;
    setQuestion(null);
    try {
      const release = await act();
      setTold(t('{release} serves now.', { release: release.id }));
      setProblem(null);
    } catch (error) {
      setProblem(error);
    }
    load.again();
  };
  const publish = release => setQuestion({ text: t('From the next request on, everybody gets pages of {release}.', { release: release.id }), action: t('Publish'), act: () => api.publish(release.id) });
  const rollback = () => setQuestion({ text: t('From the next request on, the release serves again that served before.'), action: t('Roll back'), act: api.rollback });
  return html`<${Page} title=${t('Releases')} lead=${t('A release names the bundles, the blend and the rules that serve together. Publishing and taking back are one step each; no request fails meanwhile.')}>
    <p class="told" role="status" aria-live="polite">${told}</p>
    <${Problem} problem=${problem} />
    ${question && html`<${Confirm} question=${question.text} action=${question.action} onYes=${run} onNo=${() => setQuestion(null)} />`}
    <${Loaded} load=${load} show=${releases => (releases.length === 0 ? html`<${Empty}>${t('No release yet.')} <a href="#/jobs">${t('Train the first one.')}</a><//>` : html`
      <${Panel} wide title=${t('All releases')} actions=${html`<button type="button" disabled=${!releases.find(r => r.serving)?.previous} onClick=${rollback}>${t('Roll back')}</button>`}>
        <${Table} caption=${t('All releases')} head=${[t('Release'), t('Made'), t('Channels'), { number: t('Records of the log') }, { number: 'NDCG' }, { number: t('Seconds') }, '']}>
          ${releases.map(r => html`<tr key=${r.id} class=${r.serving ? 'strong' : ''}><th scope="row" class="code">${r.id}</th><td>${moment(r.createdAt)}</td><td><div class="chips">${inOrder(Object.keys(r.bundles)).map(name => html`<${ChannelChip} key=${name} name=${name} />`)}</div></td><td class="number">${count(r.catalogMark)}</td><td class="number">${ndcg(r) === undefined ? '–' : decimal(ndcg(r), 4)}</td><td class="number">${r.run?.seconds ? decimal(Object.values(r.run.seconds).reduce((a, b) => a + b, 0), 1) : '–'}</td><td>${r.serving ? html`<span class="badge">${t('serves')}</span>` : html`<button type="button" onClick=${() => publish(r)}>${t('Publish')}</button>`}</td></tr>`)}
        <//>
        <p class="note">${t('NDCG: of the blend, on held-out data where there is an offline table, else on the data that its weights were fitted on.')}</p>
      <//>
      <${Panel} wide title=${t('Compare two for a user')}>${releases.length > 1 ? html`<${Compare} releases=${releases} />` : html`<${Empty}>${t('There is one release so far.')} <a href="#/jobs">${t('Train a second one')}</a> ${t('to compare them.')}<//>`}<//>`)} />
  <//>`;
}
