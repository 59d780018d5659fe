// Everything that the console asks of the service. The key lives in this tab alone, and travels in a header, never in an address.
const KEPT = 'tributary.key';

let refused = () => {};

/** What the service refused, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super([problem.detail ?? problem.title ?? `HTTP ${status}`, ...(problem.errors ?? []).map(e => `${e.pointer} ${e.detail}`)].join(' · '));
    this.status = status;
  }
}

export function key() {
  return sessionStorage.getItem(KEPT);
}

export function keepKey(text) {
  sessionStorage.setItem(KEPT, text);
}

export function forgetKey() {
  sessionStorage.removeItem(KEPT);
}

/** Called when the service no longer takes the key. */
export function onRefused(listener) {
  refused = listener;
}

async function send(method, path, body, signal) {
  const headers = { Authorization: `Bearer ${key() ?? ''}` };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await fetch(path, { method, headers, signal, cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body) });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401) {
      refused();
    }
    throw new Refused(response.status, problem);
  }
  return response;
}

const query = values => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

const path = (strings, ...ids) => strings.reduce((text, part, n) => text + encodeURIComponent(ids[n - 1]) + part);

const get = async address => (await send('GET', address)).json();
const post = async (address, body) => (await send('POST', address, body)).json();

/** An id that no other event has. */
function eventId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

export const api = {
  recommend: request => post('/v1/recommend', request),
  batch: requests => post('/v1/recommend/batch', { requests }),
  event: event => post('/v1/events', [{ id: eventId(), time: Date.now(), ...event }]),
  why: (user, item, count) => get(`/v1/why${query({ user, item, count })}`),
  similar: id => get(path`/v1/items/${id}/similar` + query({ count: 8 })),
  users: (text, count) => get(`/v1/insights/users${query({ query: text, count })}`),
  profile: (id, count) => get(path`/v1/insights/users/${id}` + query({ count })),
  items: (text, from, count) => get(`/v1/insights/items${query({ query: text, from, count })}`),
  lookup: items => post('/v1/insights/lookup', { items }),
  channels: () => get('/v1/insights/channels'),
  catalogue: () => get('/v1/insights/catalogue'),
  traffic: () => get('/v1/insights/traffic'),
  releases: () => get('/v1/releases'),
  release: id => get(path`/v1/releases/${id}`),
  compare: (user, left, right) => get(`/v1/releases/compare${query({ user, left, right })}`),
  publish: id => post(path`/v1/releases/${id}/publish`),
  rollback: () => post('/v1/releases/rollback'),
  jobs: () => get('/v1/jobs'),
  train: (channels, gate) => post('/v1/jobs', { type: 'train', channels, gate }),
  cancel: async id => (await send('DELETE', path`/v1/jobs/${id}`)).json(),
  audience: () => get('/v1/insights/audience'),
  metrics: async () => (await send('GET', '/metrics')).text(),

  /** Follows a job's server-sent events. EventSource cannot show a key, so the stream is read by hand. */
  async follow(id, listener, signal) {
    const response = await send('GET', path`/v1/jobs/${id}/events`, undefined, signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const messages = (rest + value).split('\n\n');
      rest = messages.pop();
      for (const message of messages) {
        const data = message.split('\n').find(line => line.startsWith('data: '));
        if (data) {
          listener(JSON.parse(data.slice(6)));
        }
      }
    }
  },
};
