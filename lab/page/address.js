// Knows how this page addresses the server: the topic, the visitor id, and how a URL is put together.
// Does not know what any of the URLs answer.

export const topic = new URLSearchParams(location.search).get('topic') || 'main';

let visitor = freshVisitor();

/** 16 of [a-z0-9]: enough that two visitors never meet. */
function freshVisitor() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

export function currentVisitor() {
  return visitor;
}

/** A fresh id: the server's counters for this page begin again at zero. */
export function renewVisitor() {
  visitor = freshVisitor();
}

/** `/poll?topic=main&since=7&visitor=…`; a parameter that is null or undefined is left out. */
export function path(name, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ topic, ...parameters, visitor })) {
    if (value !== null && value !== undefined) query.set(key, value);
  }
  return `${name}?${query}`;
}

/** The same, as ws: on http: pages and wss: on https: pages. */
export function socketAddress(name, parameters = {}) {
  const url = new URL(path(name, parameters), location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
