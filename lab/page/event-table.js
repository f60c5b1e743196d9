// Knows the table of one lane's events: newest first, the last 500, a note about the older ones.
// Does not know where events come from. Data is put in as text, never as markup.

import { numberIn } from './order.js';
import { many, oneLine } from './words.js';

const KEEP = 500;
const CUT = 120;

export class EventTable {
  #total = 0;

  constructor(box) {
    this.box = box;
    this.body = box.querySelector('tbody');
    this.empty = box.querySelector('.lane-empty');
    this.dropped = box.querySelector('.lane-dropped');
  }

  /** `events` oldest first; `total` of all that ever came, also those no longer in `events`. */
  add(events, total) {
    if (events.length === 0) return;
    this.#total = total;
    this.body.prepend(...events.map(row).reverse());
    while (this.body.rows.length > KEEP) this.body.lastElementChild.remove();
    this.#note();
  }

  clear() {
    this.#total = 0;
    this.body.replaceChildren();
    this.#note();
  }

  #note() {
    const older = this.#total - this.body.getElementsByClassName('event').length;
    this.empty.hidden = this.#total > 0;
    this.dropped.hidden = older === 0;
    this.dropped.textContent = `${many(older, 'older event')} dropped from view`;
  }
}

/** A divider is a line of words across the table, between two events. */
function row({ id, event, data, divider }) {
  const line = document.createElement('tr');
  if (divider) {
    line.append(cell('divider', divider));
    line.firstElementChild.colSpan = 3;
    return line;
  }
  line.className = 'event';
  line.title = id;
  line.append(cell('id', numberIn(id)), cell('kind', event), cell('data', data === '' ? '(empty)' : oneLine(data, CUT)));
  return line;
}

function cell(name, text) {
  const td = document.createElement('td');
  td.className = name;
  td.textContent = text;
  return td;
}
