// Knows the keys of this page and when they are not its own: while someone types, in the help window,
// or on something that has its own use for the key. Does not know what the actions do.

const FIELDS = 'input:not([type="checkbox"]), select, textarea';
const USES_SPACE = 'button, summary, a, input, [tabindex="0"]';

export function listenToKeys({ toggleAll, toggleBytes, focusPublish, help }) {
  document.addEventListener('keydown', (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return;
    if (document.querySelector('dialog[open]')) return;
    const inField = press.target.matches(FIELDS);
    if (press.key === 'Escape' && inField) return press.target.blur();
    if (inField) return;
    if (press.key === ' ' && press.target.matches(USES_SPACE)) return;
    const action = { ' ': toggleAll, b: toggleBytes, p: focusPublish, '?': help }[press.key];
    if (!action) return;
    press.preventDefault();
    action();
  });
}
