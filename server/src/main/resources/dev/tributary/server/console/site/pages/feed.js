// A user's page as people see it, with what made it. What is done here is sent as real events, and the next page knows them.
import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { ChannelChip, Empty, Page, Panel, Problem, UserPicker, titleOf, useItems, useLoad } from '../app/parts.js';
import { clock, count, decimal, duration, t } from '../app/words.js';

const ACTIONS = [
  ['click', '↗', 'Click'],
  ['like', '♥', 'Like'],
  ['collect', '★', 'Collect'],
  ['hide', '✕', 'Hide'],
];

const DONE = { click: 'Clicked', like: 'Liked', collect: 'Collected', hide: 'Hidden' };
const GREETED = 'tributary.greeted';
const LAST_USER = 'tributary.user';

function Welcome({ onClose }) {
  return html`<section class="panel welcome" aria-label=${t('Welcome')}>
    <div class="panel-head"><h2>${t('Welcome. Four things to try')}</h2><button type="button" class="quiet" onClick=${onClose}>${t('Got it')}</button></div>
    <ol>
      <li><b>${t('Like something below.')}</b> ${t('It is written to the log, and the next page changes at once, with no training in between.')}</li>
      <li><b>${t('Ask why.')}</b> ${t('Every item can show its way through the funnel, or where it fell out.')} <a href="#/why">${t('Why')}</a></li>
      <li><b>${t('Train a new release.')}</b> ${t('It serves when it is not worse than the one that serves, and one button takes it back.')} <a href="#/jobs">${t('Jobs')}</a></li>
      <li><b>${t('Bring your own data.')}</b> <code>./tributary quickstart --data ${t('FILE')}</code></li>
    </ol>
  </section>`;
}

function newcomer() {
  return `guest-${Array.from(crypto.getRandomValues(new Uint8Array(3)), byte => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Where each item stood on the page before: new, up, down or the same. */
function movement(before, item) {
  if (!before) {
    return null;
  }
  const rank = before.get(item.id);
  return rank === undefined ? { kind: 'new', text: t('new') } : rank > item.rank ? { kind: 'up', text: `↑${rank - item.rank}` } : rank < item.rank ? { kind: 'down', text: `↓${item.rank - rank}` } : null;
}

function Card({ item, items, move, busy, user, onAct }) {
  const facts = items.get(item.id) ?? { categories: [] };
  const reasons = [...new Set(item.channels.flatMap(c => c.because))].slice(0, 2);
  const title = titleOf(items, item.id);
  return html`<li class=${`card ${move?.kind === 'new' ? 'is-new' : ''}`} data-item=${item.id}>
    <div class="rank"><b>${item.rank}</b>${move && html`<span class=${`move ${move.kind}`}>${move.text}</span>`}</div>
    <article>
      <h3>${title}</h3>
      <p class="meta">${[...facts.categories.slice(0, 3), facts.author, facts.mediaType].filter(Boolean).map((m, n) => html`<span key=${n}>${m}</span>`)}</p>
      ${reasons.length > 0 && html`<p class="because">${t('because of')} ${reasons.map((id, n) => html`${n > 0 && ' · '}<q key=${id}>${titleOf(items, id)}</q>`)}</p>`}
      <p class="chips">${item.channels.length === 0 ? html`<span class="chip c10"><i aria-hidden="true"></i>${t('from the catalogue')}</span>` : item.channels.map(c => html`<${ChannelChip} key=${c.name} name=${c.name} rank=${c.rank} />`)}<span class="score" title=${t('score of the ranking stage')}>${decimal(item.score, 3)}</span></p>
    </article>
    <div class="acts" role="group" aria-label=${title}>
      ${ACTIONS.map(([type, sign, text]) => html`<button key=${type} type="button" disabled=${busy} class=${`act ${type}`} onClick=${() => onAct(type, item)}><i aria-hidden="true">${sign}</i><span>${t(text)}</span></button>`)}
      <a class="act" href=${`#/why?${new URLSearchParams({ user, item: item.id })}`}><i aria-hidden="true">?</i><span>${t('Why')}</span></a>
    </div>
  </li>`;
}

function Profile({ user, changes, items }) {
  const profile = useLoad(() => api.profile(user, 12), [user, changes]);
  return html`<${Panel} title=${t('What {user} likes now', { user })} note=${t('Newest first; the channels are told these.')}>
    <${Problem} problem=${profile.problem} />
    ${profile.value && (profile.value.interests.length === 0 ? html`<${Empty}>${profile.value.known ? t('No interests yet.') : t('Nobody the service has met. The page is what suits a newcomer; one click changes that.')}<//>` : html`<ol class="interests">${profile.value.interests.map(i => html`<li key=${i.item.id}><span>${i.item.title || titleOf(items, i.item.id)}</span><b title=${t('how much, by the rule of interest')}>${decimal(i.like, 1)}</b></li>`)}</ol>`)}
  <//>`;
}

function Facts({ page }) {
  const trace = page.trace;
  return html`<${Panel} title=${t('How this page came about')}>
    <dl class="facts">
      <div><dt>${t('Release')}</dt><dd class="code">${page.release}</dd></div>
      <div><dt>${t('Took')}</dt><dd>${duration(page.tookMicros / 1e6)}</dd></div>
      ${trace && trace.channels.map(c => html`<div key=${c.name}><dt><${ChannelChip} name=${c.name} /></dt><dd>${t('{n} candidates', { n: count(c.found) })} · ${duration(c.micros / 1e6)}</dd></div>`)}
      ${trace && html`<div><dt>${t('Merged → ranked → page')}</dt><dd>${count(trace.merged)} → ${count(trace.ranked)} → ${count(page.items.length)}</dd></div>`}
      ${page.degraded.map(text => html`<div key=${text} class="bad"><dt>${t('Degraded')}</dt><dd>${text}</dd></div>`)}
      ${page.unmetRules.map((u, n) => html`<div key=${n} class="bad"><dt>${t('Rule not met')}</dt><dd>${u.rule} (${u.slot}): ${u.reason}</dd></div>`)}
    </dl>
  <//>`;
}

export function Feed({ parameters }) {
  const [greeting, setGreeting] = useState(localStorage.getItem(GREETED) === null);
  const [user, setUser] = useState(parameters.user ?? sessionStorage.getItem(LAST_USER) ?? '');
  const [page, setPage] = useState(null);
  const [before, setBefore] = useState(null);
  const [trail, setTrail] = useState([]);
  const [told, setTold] = useState('');
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const wanted = useRef('');

  const show = async (who, token, old) => {
    wanted.current = who;
    setBusy(true);
    try {
      const next = await api.recommend({ user: who, count: 10, explain: true, ...(token ? { page: token } : {}) });
      if (wanted.current === who) {
        setBefore(old);
        setPage(next);
        setProblem(null);
      }
      return next;
    } catch (error) {
      setProblem(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const pick = who => {
    sessionStorage.setItem(LAST_USER, who);
    setUser(who);
    setTrail([]);
    setTold('');
    show(who, null, null);
  };
  const somebody = async () => {
    try {
      const some = (await api.users('', 200)).users.filter(u => u.interests > 0);
      pick(some.length > 0 ? some[Math.floor(Math.random() * some.length)].id : newcomer());
    } catch (error) {
      setProblem(error);
    }
  };
  useEffect(() => {
    if (user) {
      show(user, null, null);
    } else {
      somebody();
    }
  }, []);

  const items = useItems(page ? page.items.flatMap(i => [i.id, ...i.channels.flatMap(c => c.because)]) : []);
  const act = async (type, item) => {
    setBusy(true);
    try {
      await api.event({ type, user, item: item.id, responseId: page.responseId, position: item.rank });
    } catch (error) {
      setProblem(error);
      setBusy(false);
      return;
    }
    const title = titleOf(items, item.id);
    setTrail(all => [{ time: Date.now(), type, title }, ...all].slice(0, 8));
    const old = new Map(page.items.map(i => [i.id, i.rank]));
    const next = await show(user, null, old);
    if (next) {
      setTold(t('{done}: “{title}”. {n} of {all} items are new.', { done: t(DONE[type]), title, n: next.items.filter(i => !old.has(i.id)).length, all: next.items.length }));
    }
  };
  const close = () => {
    localStorage.setItem(GREETED, 'yes');
    setGreeting(false);
  };

  return html`<${Page} title=${t('Feed')} lead=${t('Look through somebody’s eyes. Each button sends a real event; the next page knows it.')}>
    ${greeting && html`<${Welcome} onClose=${close} />`}
    <div class="toolbar">
      <${UserPicker} user=${user} onPick=${pick} />
      <button type="button" onClick=${somebody}>${t('Somebody else')}</button>
      <button type="button" onClick=${() => pick(newcomer())}>${t('A newcomer')}</button>
    </div>
    <p class="told" role="status" aria-live="polite">${told}</p>
    <${Problem} problem=${problem} />
    <div class="columns">
      <div>
        ${page && html`<ol class="cards" aria-busy=${busy} aria-label=${t('The page of {user}', { user })}>${page.items.map(item => html`<${Card} key=${item.id} item=${item} items=${items} move=${movement(before, item)} busy=${busy} user=${user} onAct=${act} />`)}</ol>`}
        ${page?.items.length === 0 && html`<${Empty}>${t('Nothing may be shown to this user.')}<//>`}
        <div class="toolbar end">
          <button type="button" disabled=${busy || !user} onClick=${() => show(user, null, null)}>${t('From the top')}</button>
          <button type="button" disabled=${busy || !page?.nextPage} onClick=${() => show(user, page.nextPage, null)}>${t('Next page')}</button>
        </div>
      </div>
      <aside>
        ${user && html`<${Profile} user=${user} changes=${page?.responseId} items=${items} />`}
        ${page && html`<${Facts} page=${page} />`}
        ${trail.length > 0 && html`<${Panel} title=${t('What you did')}><ol class="trail">${trail.map((step, n) => html`<li key=${n}><time>${clock(step.time)}</time> <b>${t(DONE[step.type])}</b> ${step.title}</li>`)}</ol><//>`}
      </aside>
    </div>
  <//>`;
}
