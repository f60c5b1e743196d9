// Knows that only one tab of this browser may run lanes, by one named Web Lock held while they run.
// Needed because the browser opens at most six HTTP/1.1 connections to one host, all tabs together.
// Does not know what lanes are.

const NAME = 'wire-101-lanes';

export class TabLock {
  #release = null;
  #waiting = null;

  /** `onStolen`: another tab took the lock. `onFree`: the other tab let it go. */
  constructor({ onStolen, onFree }) {
    this.onStolen = onStolen;
    this.onFree = onFree;
  }

  /** Web Locks exist only on https and on localhost. */
  get available() {
    return 'locks' in navigator;
  }

  /** Is some other tab running lanes now? */
  async heldElsewhere() {
    if (!this.available || this.#release) return false;
    const { held } = await navigator.locks.query();
    return held.some((lock) => lock.name === NAME);
  }

  /** True when this tab may run lanes. With `steal` it may in any case, and the other tab is told. */
  acquire({ steal = false } = {}) {
    if (!this.available || this.#release) return Promise.resolve(true);
    this.#waiting?.abort();
    return new Promise((resolve) => {
      const hold = (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise((release) => { this.#release = release; });
      };
      navigator.locks.request(NAME, steal ? { steal } : { ifAvailable: true }, hold).catch(() => {
        this.#release = null;
        this.onStolen();
      });
    });
  }

  release() {
    this.#release?.();
    this.#release = null;
  }

  /** Calls `onFree` once the other tab is done. Takes nothing itself. */
  watch() {
    if (!this.available || this.#waiting) return;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    const done = () => { this.#waiting = null; };
    navigator.locks.request(NAME, { signal }, () => {}).then(() => {
      done();
      this.onFree();
    }, done);
  }
}
