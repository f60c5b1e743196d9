// Knows the small shapes that stand beside words, so that nothing is told by colour alone.
// Does not know when a state or a mark occurs.

const SVG = 'http://www.w3.org/2000/svg';

/** Each is drawn in a box of 16 by 16; `fill` shapes are filled, `draw` shapes are outlined. */
const SHAPES = {
  // states
  idle: { draw: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11' },
  connecting: { draw: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11', dash: '3.2 2.6' },
  open: { fill: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12' },
  waiting: { draw: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11', fill: 'M8 2.5a5.5 5.5 0 0 1 0 11z' },
  retrying: { draw: 'M13.4 8a5.4 5.4 0 1 1-1.8-4', fill: 'M13.6 1v5h-5z' },
  closed: { draw: 'M2.5 2.5h11v11h-11zM5.5 5.5l5 5M10.5 5.5l-5 5' },
  // verdicts
  good: { draw: 'M2.5 8.5l3.6 4L13.5 4' },
  bad: { fill: 'M8 1.5L15.4 14.5H.6z' },
  // marks in the picture
  request: { draw: 'M8 15V5', fill: 'M8 0l4 6.5H4z' },
  empty: { draw: 'M8 1v8M4.5 9h7L8 14.8z' },
  answer: { draw: 'M8 1v9', fill: 'M8 16l4-6.5H4z' },
  event: { fill: 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9' },
  publish: { fill: 'M8 1.5L14 8l-6 6.5L2 8z' },
  lost: { draw: 'M3 3l10 10M13 3L3 13' },
};

/** A fresh svg element; decoration only, the words beside it tell the same. */
export function shape(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `shape shape-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const { draw, fill, dash } = SHAPES[name];
  if (draw) svg.append(line(draw, dash));
  if (fill) svg.append(area(fill));
  return svg;
}

function line(d, dash) {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', d);
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '2');
  if (dash) path.setAttribute('stroke-dasharray', dash);
  return path;
}

function area(d) {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', d);
  path.setAttribute('fill', 'currentColor');
  return path;
}

const LEGEND = [
  ['publish', 'published here'],
  ['request', 'request'],
  ['empty', 'empty answer'],
  ['answer', 'answer with events'],
  ['event', 'event'],
  ['lost', 'lost or refused'],
];

export function fillLegend(list) {
  list.append(Object.assign(document.createElement('li'), { textContent: 'last 10 s, now at the right:' }));
  for (const [name, words] of LEGEND) {
    const item = document.createElement('li');
    item.append(shape(name), words);
    list.append(item);
  }
}
