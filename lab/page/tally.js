// Knows the server's own count of this page's bytes, and by the same WebSocket whether the server is up.
// A WebSocket, because those do not take one of the six HTTP/1.1 connections.
// Does not know what is shown of it.

import { socketAddress } from './address.js';
import { secondsLeft } from './words.js';

export class Tally {
  counts = null;
  up = 'unknown';
  words = () => 'looking for the server';
  #socket = null;
  #timer = null;
  #met = false;

  /** `onReturn` is called when the server answers again after it was away. */
  constructor(onReturn) {
    this.onReturn = onReturn;
  }

  /** Under a fresh visitor id all counts begin at zero. */
  renew() {
    this.counts = null;
    this.connect();
  }

  connect() {
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    const socket = new WebSocket(socketAddress('/tally'));
    this.#socket = socket;
    socket.addEventListener('open', () => this.#opened(socket));
    socket.addEventListener('message', ({ data }) => this.#message(socket, data));
    socket.addEventListener('close', () => this.#closed(socket));
  }

  /** Of one lane, under its name in the tally. */
  of(name) {
    return this.counts?.[name] ?? null;
  }

  /** HTTP exchanges open now: what counts towards the six. */
  httpConnections() {
    if (this.up !== 'yes' || !this.counts) return null;
    const names = ['polling', 'long_polling', 'streaming', 'sse'];
    return names.reduce((sum, name) => sum + (this.counts[name]?.connections ?? 0), 0);
  }

  #opened(socket) {
    if (socket !== this.#socket) return;
    const returned = this.up === 'no';
    this.up = 'yes';
    this.#met = true;
    this.words = () => 'server up';
    if (returned) this.onReturn();
  }

  #message(socket, data) {
    if (socket === this.#socket) this.counts = JSON.parse(data);
  }

  #closed(socket) {
    if (socket !== this.#socket) return;
    const verb = this.#met ? 'The server stopped.' : 'The server does not answer.';
    const wait = 2000 + 500 * Math.random();
    const until = performance.now() + wait;
    this.up = 'no';
    this.words = (now) => `${verb} Trying again in ${secondsLeft(until, now)}.`;
    this.#timer = setTimeout(() => this.connect(), wait);
  }
}
