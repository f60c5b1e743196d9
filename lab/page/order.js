// Knows whether the ids of one lane rise by one, and counts what is missed and what is repeated.
// Does not know the lane, nor what the events carry.

/** The number in an id like `5ca1ab1e-7`; what stands before it names the life of the server's log. */
export function numberIn(id) {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

export class Order {
  #last = null;
  missed = 0;
  repeated = 0;

  /** From here on the next number is that of `since` + 1. With null, the first to arrive is the start. */
  continueFrom(since) {
    this.#last = since === null || since === undefined ? null : numberIn(since);
  }

  clear() {
    this.missed = 0;
    this.repeated = 0;
  }

  /** So many events were left out, as the server says. */
  skip(events) {
    this.missed += events;
  }

  /** True when this id is new; false when it, or a later one, was here before. */
  see(id) {
    const number = numberIn(id);
    if (this.#last !== null && number <= this.#last) {
      this.repeated += 1;
      return false;
    }
    if (this.#last !== null) this.missed += number - this.#last - 1;
    this.#last = number;
    return true;
  }
}
