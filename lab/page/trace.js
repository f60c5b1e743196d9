// Knows what one lane did in the last seconds: exchanges (from, to) and marks (kind, time, count).
// Only what this page saw, at the time it saw it. Does not know how it is drawn.

export const WINDOW = 10_000;

export class Trace {
  exchanges = [];
  marks = [];

  /** A request leaves this page; its exchange is open until `close`. */
  request(at) {
    this.exchanges.push({ from: at, to: null, lost: false });
    this.#mark('request', at, 1);
  }

  /** An answer came to its end, with so many events in it. */
  answer(at, events) {
    this.#mark(events > 0 ? 'answer' : 'empty', at, events);
    this.close(at, false);
  }

  event(at) {
    this.#mark('event', at, 1);
  }

  close(at, lost) {
    for (const exchange of this.exchanges) {
      if (exchange.to !== null) continue;
      exchange.to = at;
      exchange.lost = lost;
    }
  }

  clear() {
    this.exchanges = [];
    this.marks = [];
  }

  /** Forgets what has left the picture on the left. */
  prune(now) {
    const edge = now - WINDOW - 500;
    while (this.marks.length > 0 && this.marks[0].at < edge) this.marks.shift();
    this.exchanges = this.exchanges.filter((exchange) => exchange.to === null || exchange.to >= edge);
  }

  /** Still something to draw? */
  get lively() {
    return this.marks.length > 0 || this.exchanges.length > 0;
  }

  count(kind) {
    return this.marks.filter((mark) => mark.kind === kind).length;
  }

  #mark(kind, at, count) {
    this.marks.push({ kind, at, count });
    if (this.marks.length > 4000) this.marks.shift();
  }
}
