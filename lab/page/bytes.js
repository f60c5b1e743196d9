// Knows what the server saw go over this page's connections: unit by unit, explained, newest first.
// It comes by one more WebSocket, which explains all but itself and the tally. Does not know what the
// units mean: the server says it.

import { socketAddress } from './address.js';

const KEPT = 300;
const TITLES = {
  polling: 'polling', long_polling: 'long polling', streaming: 'HTTP streaming', sse: 'SSE', websocket: 'WebSocket',
};

export class Bytes {
  #socket = null;

  /** `onOpened`: from now on all is shown, so connections should begin anew. */
  constructor({ button, panel, onOpened }) {
    this.button = button;
    this.panel = panel;
    this.onOpened = onOpened;
    this.list = panel.querySelector('ol');
    this.only = panel.querySelector('select');
    this.words = panel.querySelector('.bytes-words');
    for (const [lane, title] of Object.entries(TITLES)) this.only.append(new Option(title, lane));
    button.addEventListener('click', () => (this.#socket ? this.close() : this.open()));
    this.only.addEventListener('change', () => { this.panel.dataset.only = this.only.value; });
  }

  open() {
    this.#shown(true);
    const socket = new WebSocket(socketAddress('/bytes'));
    this.#socket = socket;
    this.words.textContent = 'waiting for the first bytes';
    socket.addEventListener('open', () => socket === this.#socket && this.onOpened());
    socket.addEventListener('message', ({ data }) => socket === this.#socket && this.#show(JSON.parse(data)));
    socket.addEventListener('close', ({ reason }) => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.words.textContent = `Not shown any more: ${reason || 'the connection was lost'}. Press Bytes twice to look again.`;
    });
  }

  close() {
    this.#socket?.close(1000);
    this.#socket = null;
    this.#shown(false);
    this.list.replaceChildren();
  }

  /** Under a fresh visitor id. */
  renew() {
    if (!this.#socket) return;
    this.close();
    this.open();
  }

  #shown(is) {
    this.panel.hidden = !is;
    this.button.setAttribute('aria-pressed', String(is));
  }

  #show({ left_out: leftOut, lane, line, unit, html }) {
    if (leftOut) {
      this.words.textContent = `${leftOut} bytes were left out: too much came at once. Stop and start a lane to see it again.`;
      return;
    }
    this.words.textContent = 'as the server read and wrote them (on https: inside TLS); open a line to see its bytes';
    const item = document.createElement('li');
    item.dataset.lane = lane;
    item.dataset.from = unit.from;
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const name = document.createElement('b');
    name.textContent = TITLES[lane];
    summary.append(name, ` ${line}`);
    details.append(summary);
    // Parsed when it is looked at. A parsed document runs no script, and the server escaped all text.
    details.addEventListener('toggle', () => {
      const section = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
      details.append(document.adoptNode(section));
    }, { once: true });
    item.append(details);
    this.list.prepend(item);
    while (this.list.childElementCount > KEPT) this.list.lastElementChild.remove();
  }
}
