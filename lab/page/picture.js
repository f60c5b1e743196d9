// Knows how the last ten seconds of one lane are drawn on a canvas: the server's rail above, this page's
// rail below, a band while an exchange is open, an arrow or a dot for each thing that happened.
// Does not know the lane's state, and draws nothing that this page did not see.

import { WINDOW } from './trace.js';

const COLOURS = ['ink', 'soft', 'line', 'rail', 'event', 'band', 'publish', 'bad', 'card'];
const MERGE = 7; // marks nearer than this many pixels become one, with a count

export class Picture {
  #brush;
  #colour = {};
  #font = '';

  constructor(canvas) {
    this.canvas = canvas;
    this.#brush = canvas.getContext('2d');
    this.restyle();
  }

  /** Call when the theme or the type size changed. */
  restyle() {
    const style = getComputedStyle(this.canvas);
    for (const name of COLOURS) this.#colour[name] = style.getPropertyValue(`--${name}`).trim();
    this.unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    this.#font = style.fontFamily;
  }

  /** `published` holds the times at which this page published. */
  draw(trace, published, now) {
    this.#fit();
    const brush = this.#brush;
    const u = this.unit;
    const { width, height } = this;
    const field = { left: 50 * u, right: width - 12 * u, top: 13 * u, bottom: height - 21 * u };
    const x = (at) => field.right - ((now - at) / WINDOW) * (field.right - field.left);

    brush.clearRect(0, 0, width, height);
    this.#rails(field, now, x);

    brush.save();
    brush.beginPath();
    brush.rect(field.left - 1, 0, width - field.left + 1, height);
    brush.clip();
    this.#bands(trace.exchanges, field, x, now);
    this.#published(published, field, x);
    for (const kind of ['request', 'empty', 'answer']) this.#arrows(kind, trace.marks, field, x);
    this.#events(trace.marks, field, x);
    this.#losses(trace.exchanges, field, x);
    brush.restore();
  }

  #fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    this.width = clientWidth;
    this.height = clientHeight;
    this.#brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  #rails({ left, right, top, bottom }, now, x) {
    const u = this.unit;
    this.#text('server', 0, top, 11, 'soft', 'left');
    this.#text('page', 0, bottom, 11, 'soft', 'left');
    for (const y of [top, bottom]) this.#stroke([[left, y], [right, y]], 'rail', 1.25);
    const second = Math.floor(now / 1000) * 1000;
    for (let at = second; at > now - WINDOW; at -= 1000) {
      this.#stroke([[x(at), bottom - 2.5 * u], [x(at), bottom + 2.5 * u]], 'rail', 1);
    }
  }

  #bands(exchanges, { left, top, bottom }, x, now) {
    for (const { from, to } of exchanges) {
      const start = Math.max(x(from), left);
      const end = x(to ?? now);
      if (end <= left) continue;
      this.#brush.fillStyle = this.#colour.band;
      this.#brush.fillRect(start, top, Math.max(end - start, 1.5), bottom - top);
    }
  }

  #published(times, { left, top, bottom }, x) {
    const u = this.unit;
    const r = 4.6 * u;
    for (const { at, count } of grouped(times.map((time) => ({ at: time, count: 1 })), x, MERGE * u)) {
      if (at < left) continue;
      this.#stroke([[at, top], [at, bottom]], 'publish', 1, [2 * u, 3 * u]);
      this.#area([[at, top - r], [at + r, top], [at, top + r], [at - r, top]], 'publish');
      if (count > 1) this.#text(`×${count}`, at + r + 2 * u, top - 6 * u, 10, 'publish', 'left');
    }
  }

  #arrows(kind, marks, { left, top, bottom }, x) {
    const u = this.unit;
    const [half, long] = [3.6 * u, 7 * u];
    const colour = kind === 'answer' ? 'event' : 'soft';
    for (const { at } of grouped(marks.filter((mark) => mark.kind === kind), x, 2)) {
      if (at < left) continue;
      if (kind === 'request') {
        this.#stroke([[at, bottom], [at, top + long]], colour, 1.25);
        this.#area([[at, top + 1], [at + half, top + long], [at - half, top + long]], colour);
        continue;
      }
      const tip = bottom - (kind === 'answer' ? 4 * u : 1);
      const head = [[at, tip], [at + half, tip - long], [at - half, tip - long]];
      this.#stroke([[at, top], [at, tip - long]], colour, 1.25);
      if (kind === 'answer') this.#area(head, colour);
      else this.#outline(head, colour);
    }
  }

  #events(marks, { left, top, bottom }, x) {
    const u = this.unit;
    for (const { at, count } of grouped(marks.filter((mark) => mark.kind === 'event'), x, MERGE * u)) {
      if (at < left) continue;
      this.#stroke([[at, top], [at, bottom]], 'event', 1.25);
      this.#dot(at, bottom, (count > 1 ? 5.4 : 4.4) * u, 'event');
      if (count > 1) this.#text(`×${count}`, at, bottom + 13 * u, 11, 'event', 'center');
    }
  }

  #losses(exchanges, { left, top, bottom }, x) {
    const r = 4.5 * this.unit;
    const y = (top + bottom) / 2;
    for (const { to, lost } of exchanges) {
      if (!lost || x(to) < left) continue;
      const at = x(to);
      this.#stroke([[at - r, y - r], [at + r, y + r]], 'bad', 2.25);
      this.#stroke([[at - r, y + r], [at + r, y - r]], 'bad', 2.25);
    }
  }

  #path(points) {
    const brush = this.#brush;
    brush.beginPath();
    points.forEach(([px, py], i) => (i === 0 ? brush.moveTo(px, py) : brush.lineTo(px, py)));
  }

  #stroke(points, colour, thick, dash = []) {
    this.#path(points);
    this.#brush.setLineDash(dash);
    this.#brush.lineWidth = thick * this.unit;
    this.#brush.strokeStyle = this.#colour[colour];
    this.#brush.stroke();
    this.#brush.setLineDash([]);
  }

  #area(points, colour) {
    this.#path(points);
    this.#brush.fillStyle = this.#colour[colour];
    this.#brush.fill();
  }

  #outline(points, colour) {
    this.#area(points, 'card');
    this.#path(points);
    this.#brush.closePath();
    this.#brush.lineWidth = 1.25 * this.unit;
    this.#brush.strokeStyle = this.#colour[colour];
    this.#brush.stroke();
  }

  #dot(px, py, radius, colour) {
    const brush = this.#brush;
    brush.beginPath();
    brush.arc(px, py, radius, 0, 2 * Math.PI);
    brush.fillStyle = this.#colour[colour];
    brush.fill();
    brush.lineWidth = 1.5 * this.unit;
    brush.strokeStyle = this.#colour.card;
    brush.stroke();
  }

  #text(words, px, py, size, colour, align) {
    const brush = this.#brush;
    brush.font = `${size * this.unit}px ${this.#font}`;
    brush.textAlign = align;
    brush.textBaseline = 'middle';
    brush.fillStyle = this.#colour[colour];
    brush.fillText(words, px, py);
  }
}

/** Marks in order of time, those close together as one with a count. Distances do not change while
    the picture moves, so neither do the groups. */
function grouped(marks, x, near) {
  const groups = [];
  let [first, last] = [-Infinity, -Infinity];
  for (const mark of marks) {
    const at = x(mark.at);
    if (at - last <= near && at - first <= 3 * near) {
      groups.at(-1).count += mark.count;
    } else {
      groups.push({ at, count: mark.count });
      first = at;
    }
    last = at;
  }
  return groups;
}
