// The frame around the pages: key, language, colours, navigation.
import { html, render, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { api, forgetKey, keepKey, key, onRefused } from './api.js';
import { currentLanguage, languages, setLanguage, t } from './words.js';
import { Problem, useLoad } from './parts.js';
import { Audience } from '../pages/audience.js';
import { Catalogue } from '../pages/catalogue.js';
import { Channels } from '../pages/channels.js';
import { Feed } from '../pages/feed.js';
import { Funnel } from '../pages/funnel.js';
import { Health } from '../pages/health.js';
import { Releases } from '../pages/releases.js';
import { Training } from '../pages/training.js';
import { Why } from '../pages/why.js';

const PAGES = [
  ['feed', 'Feed', Feed],
  ['why', 'Why', Why],
  ['funnel', 'Funnel', Funnel],
  ['channels', 'Channels', Channels],
  ['audience', 'Audience', Audience],
  ['releases', 'Releases', Releases],
  ['jobs', 'Jobs', Training],
  ['catalogue', 'Catalogue', Catalogue],
  ['health', 'Health', Health],
];

/** The page and its parameters, from the part of the address after the #. */
function route() {
  const [name, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { name: PAGES.some(([known]) => known === name) ? name : 'feed', parameters: Object.fromEntries(new URLSearchParams(query)) };
}

const COLOURS = 'tributary.colours';

function applyColours(choice) {
  document.documentElement.dataset.colours = choice;
}

function SignIn({ onSigned }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState(null);
  const submit = async event => {
    event.preventDefault();
    keepKey(text.trim());
    try {
      await api.users('', 1);
      onSigned();
    } catch (error) {
      forgetKey();
      setProblem(error);
    }
  };
  return html`<main class="sign-in">
    <form onSubmit=${submit}>
      <img src="icon.svg" alt="" width="44" height="44" />
      <h1>Tributary</h1>
      <p>${t('Many channels, one river of recommendations. Show an admin key to look inside.')}</p>
      <label class="field"><span>${t('Key')}</span><input type="password" name="key" required autocomplete="off" spellcheck=${false} value=${text} onInput=${e => setText(e.target.value)} autofocus /></label>
      <button class="primary">${t('Open the console')}</button>
      <${Problem} problem=${problem} />
      <p class="note">${t('Quickstart printed one when it first served this home. To make another:')}</p>
      <pre>./tributary keys create --role admin</pre>
      <p class="note">${t('The key stays in this tab, and is forgotten when you close it.')}</p>
    </form>
    <${Switches} />
  </main>`;
}

let redraw = () => {};

function Switches() {
  const [colours, setColours] = useState(localStorage.getItem(COLOURS) ?? 'system');
  const paint = choice => {
    localStorage.setItem(COLOURS, choice);
    applyColours(choice);
    setColours(choice);
  };
  return html`<div class="switches">
    <label><span class="unseen">${t('Language')}</span><select name="language" value=${currentLanguage()} onChange=${e => { setLanguage(e.target.value); redraw(); }}>${languages.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>
    <label><span class="unseen">${t('Colours')}</span><select name="colours" value=${colours} onChange=${e => paint(e.target.value)}>
      <option value="system">${t('As the system')}</option><option value="light">${t('Light')}</option><option value="dark">${t('Dark')}</option>
    </select></label>
  </div>`;
}

function Frame({ onLeave }) {
  const [at, setAt] = useState(route());
  const main = useRef(null);
  const audience = useLoad(() => api.audience().then(a => a.visits > 0), [at.name]);
  useEffect(() => {
    const moved = () => setAt(route());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const [, title, Shown] = PAGES.find(([name]) => name === at.name);
  const arrived = useRef(false);
  useEffect(() => {
    document.title = `${t(title)} · Tributary`;
    if (arrived.current) {
      main.current.querySelector('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    arrived.current = true;
  }, [at.name]);
  return html`<a class="skip" href="#main" onClick=${e => { e.preventDefault(); main.current.querySelector('h1')?.focus(); }}>${t('To the content')}</a>
    <header class="side">
      <a class="brand" href="#/feed"><img src="icon.svg" alt="" width="26" height="26" /><span>Tributary</span></a>
      <nav aria-label=${t('Pages')}><ul>${PAGES.filter(([name]) => name !== 'audience' || audience.value || at.name === 'audience').map(([name, text]) => html`<li key=${name}><a href=${`#/${name}`} aria-current=${at.name === name ? 'page' : undefined}>${t(text)}</a></li>`)}</ul></nav>
      <div class="side-foot"><${Switches} /><button type="button" class="quiet" onClick=${onLeave}>${t('Forget the key')}</button></div>
    </header>
    <main id="main" ref=${main} key=${at.name}><${Shown} parameters=${at.parameters} /></main>`;
}

function App() {
  const [signed, setSigned] = useState(key() !== null);
  const [, draw] = useState(0);
  redraw = () => draw(n => n + 1);
  const leave = () => {
    forgetKey();
    setSigned(false);
  };
  onRefused(leave);
  return signed ? html`<${Frame} key=${currentLanguage()} onLeave=${leave} />` : html`<${SignIn} onSigned=${() => setSigned(true)} />`;
}

applyColours(localStorage.getItem(COLOURS) ?? 'system');
setLanguage(currentLanguage());
render(html`<${App} />`, document.getElementById('app'));
