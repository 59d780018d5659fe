// An item's way through the funnel for a user, or where it fell out.
import { html, useState } from '../vendor/preact-htm.js';
import { api } from '../app/api.js';
import { ChannelChip, Empty, ItemPicker, Loaded, Page, Panel, UserPicker, channelClass, titleOf, useItems, useLoad } from '../app/parts.js';
import { said, t } from '../app/words.js';

const STAGES = { catalog: 'Catalogue', history: 'History', filter: 'Filter', merge: 'Merge', ranking: 'Ranking', 're-ranking': 'Re-ranking', page: 'Page', degraded: 'Degraded' };

/** Whether a step lets the item through, loses it, or says something beside it. */
function fate(step) {
  if (/^(removed|unknown|no channel found|cut|put off|the page was full|not on the page|failed)/.test(step.what)) {
    return 'lost';
  }
  return /^does not find it|asked for the first/.test(step.what) ? 'missed' : 'passed';
}

/** The ids that a step names as interests behind the item. */
function interests(step) {
  const match = /because of (.+)$/.exec(step.what);
  return match ? match[1].split(', ').map(part => part.replace(/ \(\d+ %\)$/, '')) : [];
}

function Step({ step, items }) {
  const known = STAGES[step.stage];
  const named = interests(step);
  const text = named.length > 0 ? step.what.replace(/, because of .+$/, '') : step.what;
  return html`<li class=${`step ${fate(step)} ${known ? '' : channelClass(step.stage)}`}>
    <h3>${known ? t(known) : html`<${ChannelChip} name=${step.stage} />`}</h3>
    <p>${said(text)}</p>
    ${named.length > 0 && html`<p class="because">${t('because of')} ${named.map((id, n) => html`${n > 0 && ' · '}<q key=${id}>${titleOf(items, id)}</q>`)}</p>`}
  </li>`;
}

/** What there is to ask when nothing was: the first user with interests, and an item of their page. */
async function example() {
  const user = (await api.users('', 50)).users.find(u => u.interests > 2);
  const page = user && (await api.recommend({ user: user.id, count: 10 }));
  return user && page.items.length > 0 ? { user: user.id, item: page.items[0].id } : { user: '', item: '' };
}

function Answer({ user, item }) {
  const load = useLoad(() => api.why(user, item, 10), [user, item]);
  const items = useItems([item, ...(load.value?.steps.flatMap(interests) ?? [])]);
  return html`<${Loaded} load=${load} show=${why => html`<${Panel} title=${titleOf(items, item)} note=${t('For {user}, on a page of ten, as of now; release {release}.', { user, release: why.release })}>
      <p class=${`verdict ${why.position > 0 ? 'on' : 'off'}`}>${why.position > 0 ? t('On the page, place {n}.', { n: why.position }) : t('Not on the page.')}</p>
      <ol class="steps">${why.steps.map((step, n) => html`<${Step} key=${n} step=${step} items=${items} />`)}</ol>
    <//>`} />`;
}

export function Why({ parameters }) {
  const [user, setUser] = useState(parameters.user ?? '');
  const [item, setItem] = useState(parameters.item ?? '');
  const start = useLoad(async () => {
    if (!user && !item) {
      const found = await example();
      setUser(found.user);
      setItem(found.item);
    }
    return true;
  }, []);
  return html`<${Page} title=${t('Why')} lead=${t('Any user, any item: which channels found it, where it stood after each stage, or which filter, rule or cut removed it.')}>
    <div class="toolbar"><${UserPicker} user=${user} onPick=${setUser} /><${ItemPicker} item=${item} onPick=${setItem} /></div>
    ${user && item ? html`<${Answer} user=${user} item=${item} />` : html`<${Loaded} load=${start} show=${() => html`<${Empty}>${t('Choose a user and an item.')}<//>`} />`}
  <//>`;
}
