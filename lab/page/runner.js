// Knows how lanes are started and stopped together: first the lock, then one cursor for all of them,
// so that every lane begins after the same event. Does not know how a lane reads.

import { topic } from './address.js';
import { askJson } from './ask.js';
import { sentence } from './words.js';

const ELSEWHERE = 'The lanes run in another tab. One tab at a time: the browser opens at most six HTTP/1.1 connections to one host.';

export class Runner {
  #starting = 0;
  #stops = 0;

  /** `tell` has: trouble(sentence), banner(sentence, action or null), noBanner(). */
  constructor(lanes, lock, tell) {
    this.lanes = lanes;
    this.lock = lock;
    this.tell = tell;
  }

  get running() {
    return this.lanes.some((lane) => lane.running);
  }

  /** On load: say so at once if the lanes run elsewhere, or if that cannot be known. */
  async look() {
    if (!this.lock.available) {
      this.tell.banner('This browser lends no lock here (that needs https or localhost). Please keep this page open in one tab only.', null);
    } else if (await this.lock.heldElsewhere()) {
      this.#elsewhere(this.lanes);
    }
  }

  async start(lanes = this.lanes, { steal = false } = {}) {
    const stops = this.#stops;
    this.#starting += 1;
    try {
      if (!(await this.lock.acquire({ steal }))) return this.#elsewhere(lanes);
      if (this.lock.available) this.tell.noBanner();
      const since = await newestId();
      if (stops !== this.#stops) return; // stopped again meanwhile
      this.tell.trouble('');
      lanes.forEach((lane) => lane.start(since));
    } catch (error) {
      this.tell.trouble(sentence(`Not started: ${error.message}`));
    } finally {
      this.#starting -= 1;
    }
  }

  stop(lanes = this.lanes) {
    this.#stops += 1;
    lanes.forEach((lane) => lane.stop());
    this.tidy();
  }

  /** Another tab took over. */
  stolen() {
    this.stop();
    this.#elsewhere(this.lanes);
  }

  /** Lanes can also end by themselves (refused); without lanes there is no need for the lock. */
  tidy() {
    if (!this.running && this.#starting === 0) this.lock.release();
  }

  #elsewhere(lanes) {
    this.tell.banner(ELSEWHERE, () => this.start(lanes, { steal: true }));
    this.lock.watch();
  }
}

/** Asked under a name of its own, so that this request does not count as one of the polling lane's. */
async function newestId() {
  const query = new URLSearchParams({ topic, visitor: 'cursor' });
  const { next } = await askJson(`/poll?${query}`, new AbortController().signal, 5);
  return next;
}
