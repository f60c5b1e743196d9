// Knows whether the ids of one lane rise by one, and counts what is missed and what is repeated.
// Does not know the lane, nor what the events carry.

export class Order {
  #last = null;
  missed = 0;
  repeated = 0;

  /** From here on the next id is `since` + 1. With null, the first id to arrive is the start. */
  continueFrom(since) {
    this.#last = since === null || since === undefined ? null : Number(since);
  }

  clear() {
    this.missed = 0;
    this.repeated = 0;
  }

  /** True when this id is new; false when it, or a later one, was here before. */
  see(id) {
    const number = Number(id);
    if (this.#last !== null && number <= this.#last) {
      this.repeated += 1;
      return false;
    }
    if (this.#last !== null) this.missed += number - this.#last - 1;
    this.#last = number;
    return true;
  }
}
