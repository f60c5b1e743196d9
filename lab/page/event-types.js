// Knows which event types this page has met, because EventSource hands over only the types
// someone listens for. Does not know who listens.

export class EventTypes {
  #known = new Set(['message', 'reset']);
  #listeners = new Set();

  /** This page is about to publish this type, so the first one is heard too. */
  expect(type) {
    this.#add(type, false);
  }

  /** A lane received this type. If it is new, EventSource may have passed over the first one. */
  met(type) {
    this.#add(type, true);
  }

  /** Calls `listener(type, late)` for every type known now and every one to come, until `signal` aborts. */
  each(listener, signal) {
    this.#known.forEach((type) => listener(type, false));
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  #add(type, late) {
    if (this.#known.has(type)) return;
    this.#known.add(type);
    this.#listeners.forEach((listener) => listener(type, late));
  }
}
