// Knows how numbers are written on this page. Does not know what they count.

/** "0.6 s" while short, "12 s" when long. */
export function secondsLeft(until, now) {
  const seconds = Math.max(0, (until - now) / 1000);
  return seconds < 3 ? `${seconds.toFixed(1)} s` : `${Math.ceil(seconds)} s`;
}

export function secondsSince(from, now) {
  return `${Math.floor(Math.max(0, now - from) / 1000)} s`;
}

export function milliseconds(delay) {
  return `${delay < 10 ? delay.toFixed(1) : whole(delay)} ms`;
}

/** 21012 is "21,012". */
export function whole(number) {
  return Math.round(number).toLocaleString('en');
}

/** "1 event", "2 events". */
export function many(count, noun) {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Data as one line of at most `length` characters; line breaks become a visible sign. */
export function oneLine(data, length) {
  const line = data.slice(0, 2 * length + 2).replace(/\r\n|\r|\n/g, '↵');
  const characters = Array.from(line);
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : line;
}

/** With one full stop at its end. */
export function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
