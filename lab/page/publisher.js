// Knows how to publish: one request at a time, in order, because each takes one of the six connections.
// Does not know who reads the events, nor the form they were typed into.

import { path } from './address.js';
import { ask, Lost, Refused } from './ask.js';
import { sentence } from './words.js';

const PATIENCE = 10_000;

export class Publisher {
  #queue = [];
  #busy = false;

  /** Times of the last publishes, for the pictures. */
  times = [];

  /** Called with (id, at) for each 202, and with a sentence for each failure. */
  constructor({ onPublished, onFailed }) {
    this.onPublished = onPublished;
    this.onFailed = onFailed;
  }

  get idle() {
    return !this.#busy;
  }

  publish(data, type) {
    this.#queue.push({ data, type });
    if (!this.#busy) this.#work();
  }

  prune(now, window) {
    while (this.times.length > 0 && this.times[0] < now - window) this.times.shift();
  }

  async #work() {
    this.#busy = true;
    while (this.#queue.length > 0) await this.#one(this.#queue.shift());
    this.#busy = false;
  }

  async #one({ data, type }) {
    const url = path('/publish', { event: type || null });
    const at = performance.now();
    try {
      const response = await ask(url, AbortSignal.timeout(PATIENCE), {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=utf-8' },
        body: data,
      });
      const { id } = await response.json();
      this.times.push(at);
      this.onPublished(id, at);
    } catch (error) {
      const waiting = this.#queue.length;
      this.#queue.length = 0;
      const rest = waiting > 0 ? ` ${waiting} more were dropped.` : '';
      const known = error instanceof Refused || error instanceof Lost;
      this.onFailed(sentence(`Not published: ${known ? error.message : 'the answer could not be read'}`) + rest);
    }
  }
}
