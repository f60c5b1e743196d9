// Knows the elements of one lane and keeps them equal to what the lane and the tally say.
// Does not decide anything: a press on its button is passed on.

import { EventTable } from './event-table.js';
import { Picture } from './picture.js';
import { shape } from './shapes.js';
import { many, milliseconds, whole } from './words.js';

const template = document.getElementById('lane-template');

export class LaneView {
  #seenState = null;
  #seenGood = null;
  #cleared = 0;
  #still = false;

  constructor(lane, onSwitch) {
    this.lane = lane;
    this.section = template.content.firstElementChild.cloneNode(true);
    const part = (selector) => this.section.querySelector(selector);
    const { name, title } = lane.transport;
    this.section.dataset.lane = name;
    this.section.setAttribute('aria-labelledby', `${name}-title`);
    part('h2').id = `${name}-title`;
    part('h2').textContent = title;
    part('.lane-name').textContent = title;
    part('.lane-log').setAttribute('aria-label', `${title}: events, newest first`);
    this.sentence = part('.lane-sentence');
    this.verb = part('.lane-verb');
    this.shape = part('.lane-shape');
    this.words = part('.lane-words');
    this.note = part('.lane-note');
    this.order = part('.lane-order');
    this.orderShape = part('.lane-order-shape');
    this.orderWords = part('.lane-order-words');
    this.orderCounts = part('.lane-order-counts');
    this.canvas = part('canvas');
    this.figure = Object.fromEntries(
      Array.from(this.section.querySelectorAll('[data-figure]'), (element) => [element.dataset.figure, element]),
    );
    this.table = new EventTable(part('.lane-log'));
    part('.lane-switch').addEventListener('click', () => onSwitch(lane));
  }

  /** Once the section stands in the page. */
  place(parent) {
    parent.append(this.section);
    this.picture = new Picture(this.canvas);
  }

  /** Ten times a second: words, ids, events. */
  refreshWords(now) {
    const { lane } = this;
    if (lane.cleared !== this.#cleared) {
      this.#cleared = lane.cleared;
      this.table.clear();
    }
    if (lane.state !== this.#seenState) {
      this.#seenState = lane.state;
      this.section.dataset.state = lane.state;
      this.shape.replaceChildren(shape(lane.state));
    }
    write(this.words, lane.words(now));
    write(this.verb, lane.running ? 'Stop' : 'Start');
    write(this.sentence, lane.transport.sentence(lane.shared));
    write(this.note, lane.note);
    this.note.hidden = lane.note === '';
    this.sentence.hidden = lane.note !== '';
    if (lane.fresh.length > 0) this.table.add(lane.fresh.splice(0), lane.events);
    this.section.dataset.ids = lane.ids.join(',');
    this.#refreshOrder();
  }

  /** Four times a second. `count` is this lane's part of the tally, or null. */
  refreshFigures(count) {
    const { lane, figure } = this;
    write(figure.events, whole(lane.events));
    write(figure.requests, count ? whole(count.requests) : '–');
    const wire = count && count.events > 0 ? (count.received + count.sent) / count.events : null;
    write(figure.wire, wire === null ? '–' : `${whole(wire)} B`);
    write(figure.sum, wire === null ? '' : `(${whole(count.received)} in + ${whole(count.sent)} out) / ${many(count.events, 'event')}`);
    const delay = lane.shared.delays.figures(lane.name);
    write(figure.p50, delay ? milliseconds(delay.p50) : '–');
    write(figure.p99, delay ? milliseconds(delay.p99) : '–');
    figure.p50.title = figure.p99.title = delay ? `from ${many(delay.count, 'event')} published by this page` : '';
  }

  /** Draws only while there is something to see moving. */
  draw(published, now) {
    const { trace } = this.lane;
    trace.prune(now);
    const moving = this.lane.running || trace.lively || published.length > 0;
    if (!moving && this.#still) return;
    this.#still = !moving;
    this.picture.draw(trace, published, now);
  }

  restyle() {
    this.picture.restyle();
    this.#still = false;
  }

  /** The picture in words, for those who do not see it. */
  describe() {
    const { trace } = this.lane;
    const part = (kind, noun) => many(trace.count(kind), noun);
    const words = `Last 10 seconds: ${part('request', 'request')}, ${part('empty', 'empty answer')}, ${part('event', 'event')}.`;
    if (this.canvas.getAttribute('aria-label') !== words) this.canvas.setAttribute('aria-label', words);
  }

  #refreshOrder() {
    const { missed, repeated } = this.lane.order;
    this.order.dataset.any = this.lane.events > 0 ? 'yes' : 'no';
    const good = missed === 0 && repeated === 0;
    write(this.figure.missed, String(missed));
    write(this.figure.repeated, String(repeated));
    if (good === this.#seenGood) return;
    this.#seenGood = good;
    this.order.dataset.good = good ? 'yes' : 'no';
    this.orderShape.replaceChildren(shape(good ? 'good' : 'bad'));
    this.orderWords.hidden = !good;
    this.orderCounts.hidden = good;
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
