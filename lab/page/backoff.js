// Knows how long to wait before trying again: 1 s, doubling to 15 s, with jitter.
// Does not know what is tried.

const FIRST = 1000;
const CAP = 15000;

export class Backoff {
  #base = FIRST;

  /** Milliseconds until the next try. The jitter keeps a whole class from coming back at one moment. */
  next() {
    const base = this.#base;
    this.#base = Math.min(base * 2, CAP);
    return base * (0.75 + 0.25 * Math.random());
  }

  reset() {
    this.#base = FIRST;
  }
}

/** Resolves after `milliseconds`, or at once when `signal` aborts: look at the signal afterwards. */
export function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
