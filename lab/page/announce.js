// Knows the one sentence that is read aloud: at most one every two seconds, whatever happens meanwhile.
// Does not know lanes other than by the ids they received.

import { numberIn } from './order.js';

const PAUSE = 2000;

export class Announcer {
  #seen = '';

  constructor(element, lanes) {
    this.element = element;
    this.lanes = lanes;
    setInterval(() => this.#announce(), PAUSE);
  }

  /** What is so now, if it has changed since it was last looked at. */
  #announce() {
    const sentence = this.#now();
    if (sentence === this.#seen) return;
    this.#seen = sentence;
    if (sentence) this.say(sentence);
  }

  #now() {
    const running = this.lanes.filter((lane) => lane.running);
    if (running.length === 0) return this.#seen ? 'No lane is running. Press Start all.' : '';
    const newest = running.map((lane) => lane.ids.at(-1)).filter(Boolean);
    if (newest.length === 0) return `${running.length} of ${this.lanes.length} lanes run. Now publish.`;
    const id = newest.reduce((a, b) => (numberIn(b) > numberIn(a) ? b : a));
    const arrived = running.filter((lane) => lane.ids.includes(id)).length;
    return `Event ${id} arrived on ${arrived} of ${running.length} lanes.`;
  }

  /** At once, for what the reader has just asked for. */
  say(sentence) {
    this.element.textContent = sentence;
  }
}
