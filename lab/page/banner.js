// Knows the line that tells which tab runs the lanes, and its button "Run them here".
// Does not know the lock.

const banner = document.getElementById('banner');
const words = document.getElementById('banner-words');
const button = document.getElementById('run-here');

export function showBanner(sentence, onRunHere = null) {
  words.textContent = sentence;
  button.hidden = onRunHere === null;
  button.onclick = onRunHere;
  banner.hidden = false;
}

export function hideBanner() {
  banner.hidden = true;
}
