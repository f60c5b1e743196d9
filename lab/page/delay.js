// Knows when this page published an event and when it arrived on a lane, on one clock: performance.now().
// The id of an own event is known only with the 202, and the event may arrive before that.
// So arrivals are kept by id until the id is known to be ours, or for good not.
// Does not know lanes other than by name, and never uses the server's clock.

const KEEP_UNCLAIMED = 2000;
const KEEP_SAMPLES = 1000;

export class Delays {
  #sent = new Map();
  #lanes = new Map();

  /** This page published `id`; `at` was taken just before the request. */
  sent(id, at) {
    this.#sent.set(id, at);
    trim(this.#sent, KEEP_UNCLAIMED);
    for (const lane of this.#lanes.values()) {
      if (!lane.unclaimed.has(id)) continue;
      this.#sample(lane, lane.unclaimed.get(id) - at);
      lane.unclaimed.delete(id);
    }
  }

  arrived(name, id, at) {
    const lane = this.#lane(name);
    if (this.#sent.has(id)) {
      this.#sample(lane, at - this.#sent.get(id));
    } else {
      lane.unclaimed.set(id, at);
      trim(lane.unclaimed, KEEP_UNCLAIMED);
    }
  }

  /** { count, p50, p99 } in milliseconds, or null while there is no sample. */
  figures(name) {
    const { samples } = this.#lane(name);
    if (samples.length === 0) return null;
    const sorted = samples.toSorted((a, b) => a - b);
    return { count: sorted.length, p50: rank(sorted, 0.5), p99: rank(sorted, 0.99) };
  }

  clear() {
    this.#sent.clear();
    this.#lanes.clear();
  }

  #lane(name) {
    if (!this.#lanes.has(name)) this.#lanes.set(name, { unclaimed: new Map(), samples: [] });
    return this.#lanes.get(name);
  }

  #sample(lane, delay) {
    lane.samples.push(delay);
    if (lane.samples.length > KEEP_SAMPLES) lane.samples.shift();
  }
}

/** The nearest-rank percentile: a delay that really happened, never one in between. */
function rank(sorted, share) {
  return sorted[Math.ceil(share * sorted.length) - 1];
}

function trim(map, size) {
  while (map.size > size) map.delete(map.keys().next().value);
}
