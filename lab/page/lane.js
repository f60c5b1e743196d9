// Knows what all five lanes share: their state in words, their last id, trying again after a loss,
// and what happens when an event arrives. Does not know how any one of them talks to the server:
// that is the transport's `connect`, one connection (or one series of polls) from its start to its end.

import { Lost, Refused } from './ask.js';
import { Backoff, sleep } from './backoff.js';
import { Order } from './order.js';
import { Trace } from './trace.js';
import { many, secondsLeft } from './words.js';

const KEEP = 500;

export class Lane {
  state = 'idle';
  words = () => 'not started';
  note = '';
  events = 0;
  ids = [];
  fresh = [];
  cleared = 0;
  cursor = null;
  order = new Order();
  trace = new Trace();
  #stopper = null;
  #backoff = new Backoff();

  /** `shared` has: delays, types (of events), pollEvery() in seconds. */
  constructor(transport, shared) {
    this.transport = transport;
    this.name = transport.name;
    this.shared = shared;
  }

  get running() {
    return this.#stopper !== null;
  }

  /** Begins after the event with the id `since`. */
  start(since) {
    if (this.running) return;
    this.cursor = since;
    this.order.continueFrom(since);
    this.note = '';
    this.#stopper = new AbortController();
    this.#keepTrying(this.#stopper.signal);
  }

  stop() {
    if (!this.running) return;
    this.#halt();
    this.say('idle', 'stopped');
  }

  /** Figures, ids and events back to nothing. The view sees `cleared` rise. */
  clear() {
    this.events = 0;
    this.ids = [];
    this.fresh = [];
    this.note = '';
    this.cleared += 1;
    this.order.clear();
    this.trace.clear();
    if (!this.running) this.say('idle', 'not started');
  }

  // What a transport reports, in the order it happens:

  /** `words` is a string, or a function of the time now when it holds a counter. */
  say(state, words) {
    this.state = state;
    this.words = typeof words === 'function' ? words : () => words;
  }

  /** A request leaves this page. */
  sent() {
    this.trace.request(performance.now());
  }

  /** The connection stands, or an answer came: the next loss waits 1 s again. */
  settled() {
    this.#backoff.reset();
  }

  /** An answer has come to its end. */
  answered(events) {
    this.trace.answer(performance.now(), events.length);
    events.forEach((event) => this.receive(event));
  }

  receive({ id, event, data }) {
    const now = performance.now();
    this.cursor = id;
    if (event === 'reset') return this.#reset(id, data);
    this.events += 1;
    if (this.order.see(id)) this.shared.delays.arrived(this.name, id, now);
    this.trace.event(now);
    this.shared.types.met(event);
    this.ids.push(id);
    if (this.ids.length > KEEP) this.ids.shift();
    this.fresh.push({ id, event, data });
    if (this.fresh.length > KEEP) this.fresh.shift();
  }

  /** The server says that events were left out for this lane, or that its place means nothing there. */
  #reset(id, data) {
    const { missed } = JSON.parse(data);
    this.order.continueFrom(id);
    if (missed !== null) this.order.skip(missed);
    const words = missed === null ? 'the server does not know this place; all that it has follows' : `${many(missed, 'event')} missed`;
    this.fresh.push({ divider: words });
  }

  /** The connection is gone. */
  dropped() {
    this.trace.close(performance.now(), true);
  }

  #halt() {
    this.#stopper.abort();
    this.#stopper = null;
    this.trace.close(performance.now(), false);
  }

  async #keepTrying(signal) {
    this.#backoff.reset();
    while (!signal.aborted) {
      try {
        await this.transport.connect(this, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.dropped();
        if (!(error instanceof Lost)) return this.#giveUp(error);
        await this.#pause(error.message, signal);
      }
    }
  }

  async #pause(reason, signal) {
    const wait = this.#backoff.next();
    const until = performance.now() + wait;
    this.say('retrying', (now) => `${reason}; retry in ${secondsLeft(until, now)}`);
    await sleep(wait, signal);
  }

  #giveUp(error) {
    if (!(error instanceof Refused)) console.error(error);
    this.#stopper = null;
    this.say('closed', error instanceof Refused ? error.message : `this page stumbled: ${error.message}`);
  }
}
