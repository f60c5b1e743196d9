// Puts the parts together and keeps time: words ten times a second, figures four times, pictures as the
// screen allows. Knows every part by name and the inside of none.

import { renewVisitor, topic } from './address.js';
import { Announcer } from './announce.js';
import { hideBanner, showBanner } from './banner.js';
import { Bytes } from './bytes.js';
import { Delays } from './delay.js';
import { EventTypes } from './event-types.js';
import { listenToKeys } from './keys.js';
import { LaneView } from './lane-view.js';
import { Lane } from './lane.js';
import { longPolling } from './long-polling.js';
import { setUpLook } from './look.js';
import { polling } from './polling.js';
import { PublishForm } from './publish-form.js';
import { Publisher } from './publisher.js';
import { Runner } from './runner.js';
import { fillLegend, shape } from './shapes.js';
import { sse } from './sse.js';
import { streaming } from './streaming.js';
import { TabLock } from './tab-lock.js';
import { Tally } from './tally.js';
import { WINDOW } from './trace.js';
import { websocket } from './websocket.js';

const byId = (id) => document.getElementById(id);
const trouble = (sentence) => { byId('trouble').textContent = sentence; };

const shared = {
  delays: new Delays(),
  types: new EventTypes(),
  pollEvery: () => Number(byId('poll-every').value),
};
const lanes = [polling, longPolling, streaming, sse, websocket].map((transport) => new Lane(transport, shared));

const lock = new TabLock({
  onStolen: () => runner.stolen(),
  onFree: () => showBanner('The other tab stopped its lanes. They can be started here.'),
});
const runner = new Runner(lanes, lock, { trouble, banner: showBanner, noBanner: hideBanner });

const tally = new Tally(() => announcer.say('The server answers again.'));

const announcer = new Announcer(byId('summary'), lanes);

const publisher = new Publisher({
  onPublished: (id, at) => {
    shared.delays.sent(id, at);
    trouble('');
    if (!runner.running) announcer.say(`Published as event ${id}. No lane is running.`);
  },
  onFailed: trouble,
});
new PublishForm(publisher, shared.types);

const views = lanes.map((lane) => new LaneView(lane, () => (lane.running ? runner.stop([lane]) : runner.start([lane]))));
views.forEach((view) => view.place(byId('lanes')));

const bytes = new Bytes({
  button: byId('bytes-button'),
  panel: byId('bytes'),
  // What runs already was not seen from its beginning.
  onOpened: async () => {
    const running = lanes.filter((lane) => lane.running);
    running.forEach((lane) => lane.stop());
    if (running.length > 0) await runner.start(running);
  },
});

async function reset() {
  const wereRunning = lanes.filter((lane) => lane.running);
  lanes.forEach((lane) => lane.stop());
  lanes.forEach((lane) => lane.clear());
  shared.delays.clear();
  publisher.times.length = 0;
  trouble('');
  renewVisitor();
  tally.renew();
  bytes.renew();
  announcer.say('All figures begin again at zero.');
  if (wereRunning.length > 0) await runner.start(wereRunning);
}

byId('topic').textContent = topic;
byId('start-all').addEventListener('click', () => runner.start());
byId('stop-all').addEventListener('click', () => runner.stop());
byId('reset').addEventListener('click', reset);
byId('help-button').addEventListener('click', () => byId('help').showModal());
fillLegend(byId('legend'));
fillLegend(byId('help-legend'));

listenToKeys({
  toggleAll: () => (runner.running ? runner.stop() : runner.start()),
  toggleBytes: () => byId('bytes-button').click(),
  focusPublish: () => {
    byId('publish-text').focus();
    byId('publish-text').select();
  },
  help: () => byId('help').showModal(),
});

setUpLook(() => views.forEach((view) => view.restyle()));

function showServer(now) {
  const element = byId('server');
  const words = tally.words(now);
  if (byId('server-words').textContent !== words) byId('server-words').textContent = words;
  if (element.dataset.up !== tally.up || !byId('server-shape').firstChild) {
    element.dataset.up = tally.up;
    byId('server-shape').replaceChildren(shape({ yes: 'open', no: 'closed', unknown: 'connecting' }[tally.up]));
  }
}

function showConnections() {
  const open = tally.httpConnections();
  byId('connections').textContent = open === null ? ''
    : `Your browser opens at most 6 HTTP/1.1 connections to one host; these lanes hold ${open} now.`;
}

setInterval(() => {
  const now = performance.now();
  views.forEach((view) => view.refreshWords(now));
  showServer(now);
  runner.tidy();
}, 100);

setInterval(() => {
  views.forEach((view) => view.refreshFigures(tally.of(view.lane.transport.tally)));
  showConnections();
}, 250);

setInterval(() => views.forEach((view) => view.describe()), 2000);

// Pictures: about 30 times a second, or once a second for those who asked for less motion.
const calm = matchMedia('(prefers-reduced-motion: reduce)');
let drawn = 0;
function draw(now) {
  requestAnimationFrame(draw);
  if (now - drawn < (calm.matches ? 1000 : 30)) return;
  drawn = now;
  publisher.prune(now, WINDOW);
  views.forEach((view) => view.draw(publisher.times, performance.now()));
}
requestAnimationFrame(draw);

tally.connect();
runner.look();
document.documentElement.dataset.ready = 'yes';
