// Parts that several pages are made of.
import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { api } from './api.js';
import { count, t } from './words.js';

/** Asks for something when `inputs` change: {value, problem, busy, again}. A late answer to an older question is dropped. */
export function useLoad(ask, inputs) {
  const [state, setState] = useState({ busy: true });
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    let current = true;
    setState(before => ({ ...before, busy: true }));
    ask().then(
      value => current && setState({ value, busy: false }),
      problem => current && setState({ problem, busy: false }),
    );
    return () => {
      current = false;
    };
  }, [...inputs, looks]);
  return { ...state, again: () => setLooks(n => n + 1) };
}

/** Runs something again and again while the page is looked at. */
export function useEvery(millis, run) {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || run(), millis);
    return () => clearInterval(timer);
  }, [millis]);
}

export function Page({ title, lead, children }) {
  return html`<header class="page-head"><h1 tabindex="-1">${title}</h1><p class="lead">${lead}</p></header>${children}`;
}

export function Panel({ title, note, actions, wide, children }) {
  return html`<section class=${wide ? 'panel wide' : 'panel'} aria-label=${title}>
    <div class="panel-head"><h2>${title}</h2>${actions && html`<div class="actions">${actions}</div>`}</div>
    ${note && html`<p class="note">${note}</p>`}
    ${children}
  </section>`;
}

export function Stat({ label, value, note }) {
  return html`<div class="stat"><dt>${label}</dt><dd>${value}</dd>${note && html`<p>${note}</p>`}</div>`;
}

export function Problem({ problem }) {
  return problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null;
}

export function Busy() {
  return html`<p class="busy" role="status">${t('Loading…')}</p>`;
}

/** What there is to do where there is nothing to see yet. */
export function Empty({ children }) {
  return html`<p class="empty">${children}</p>`;
}

/** What stands for a load: its problem, that it is under way, or what `show` makes of its value. */
export function Loaded({ load, show }) {
  return load.problem ? html`<${Problem} problem=${load.problem} />` : load.value === undefined ? html`<${Busy} />` : show(load.value);
}

const CHANNELS = ['itemcf', 'content', 'popular', 'swing', 'usercf', 'slim', 'ease', 'rp3beta', 'graphfilter', 'transitions'];

/** The class that gives a channel its colour, the same on every page. */
export function channelClass(name) {
  const known = CHANNELS.indexOf(name);
  return `c${known < 0 ? 10 : known}`;
}

/** Names of channels in the order that every page has. */
export function inOrder(names) {
  const place = name => (CHANNELS.includes(name) ? CHANNELS.indexOf(name) : CHANNELS.length);
  return [...names].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

export function ChannelChip({ name, rank }) {
  return html`<span class="chip ${channelClass(name)}"><i aria-hidden="true"></i>${name}${rank ? html`<b>#${rank}</b>` : ''}</span>`;
}

/** A text field that suggests what matches, and tells when one was chosen or entered. */
export function Picker({ label, value, suggest, placeholder, onPick }) {
  const [text, setText] = useState(value);
  const [found, setFound] = useState([]);
  const id = useRef(`list-${Math.random().toString(36).slice(2)}`).current;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => suggest(text).then(list => current && setFound(list), () => {}), 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  const typed = event => {
    setText(event.target.value);
    if (found.some(f => f.id === event.target.value)) {
      onPick(event.target.value);
    }
  };
  const entered = event => {
    if (event.key === 'Enter' && text.trim()) {
      onPick(text.trim());
    }
  };
  return html`<label class="field"><span>${label}</span>
    <input type="text" list=${id} value=${text} placeholder=${placeholder} autocomplete="off" spellcheck=${false} onInput=${typed} onKeyDown=${entered} />
    <datalist id=${id}>${found.map(f => html`<option key=${f.id} value=${f.id}>${f.name}</option>`)}</datalist>
  </label>`;
}

export function UserPicker({ user, onPick }) {
  const suggest = async text => (await api.users(text === user ? '' : text, 20)).users.map(u => ({ id: u.id, name: t('{n} interests', { n: count(u.interests) }) }));
  return html`<${Picker} label=${t('User')} value=${user} suggest=${suggest} placeholder=${t('an id')} onPick=${onPick} />`;
}

export function ItemPicker({ item, onPick }) {
  const suggest = async text => (await api.items(text === item ? '' : text, 0, 20)).items.map(i => ({ id: i.id, name: i.title || i.id }));
  return html`<${Picker} label=${t('Item')} value=${item} suggest=${suggest} placeholder=${t('a title or an id')} onPick=${onPick} />`;
}

/** A question before something that changes what people see. */
export function Confirm({ question, action, onYes, onNo }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  return html`<dialog ref=${dialog} onClose=${onNo} aria-label=${action}>
    <p>${question}</p>
    <div class="actions">
      <button type="button" class="primary" onClick=${onYes}>${action}</button>
      <button type="button" onClick=${() => dialog.current.close()}>${t('Cancel')}</button>
    </div>
  </dialog>`;
}

/** A table that may be wider than the screen: its frame scrolls, and can be reached with the keyboard. */
export function Table({ caption, head, children }) {
  return html`<div class="table" tabindex="0" role="region" aria-label=${caption}>
    <table><caption class="unseen">${caption}</caption>
      <thead><tr>${head.map(h => (typeof h === 'string' ? html`<th scope="col">${h}</th>` : html`<th scope="col" class="number">${h.number}</th>`))}</tr></thead>
      <tbody>${children}</tbody>
    </table>
  </div>`;
}

/** Titles and facts of items by id; asks for those that it does not know. */
export function useItems(ids) {
  const [, changed] = useState(0);
  const missing = [...new Set(ids)].filter(id => !known.has(id));
  useEffect(() => {
    if (missing.length === 0) {
      return;
    }
    missing.forEach(id => known.set(id, { id, title: '', categories: [], author: '' }));
    api.lookup(missing).then(
      answer => {
        answer.items.forEach(item => known.set(item.id, item));
        changed(n => n + 1);
      },
      () => missing.forEach(id => known.delete(id)),
    );
  }, [missing.join('\n')]);
  return known;
}

const known = new Map();

export function titleOf(items, id) {
  return items.get(id)?.title || id;
}

/** Asks for pages of some users, so that there is something to see before the first visitors come. */
export async function sample(users) {
  const answer = await api.users('', users);
  const found = [];
  for (let from = 0; from < answer.users.length; from += 20) {
    const requests = answer.users.slice(from, from + 20).map(user => ({ user: user.id, count: 10, explain: true }));
    found.push(...(await api.batch(requests)).responses);
  }
  return found;
}
