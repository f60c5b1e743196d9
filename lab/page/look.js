// Knows how the page looks: light, dark or as the system says; normal or projector type.
// Remembers the choice where the browser lets it. Does not know what is shown.

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** `onChange` is called after colours or sizes changed. */
export function setUpLook(onChange) {
  const select = document.getElementById('theme');
  const projector = document.getElementById('projector');

  const apply = () => {
    const isDark = select.value === 'dark' || (select.value === 'auto' && dark.matches);
    root.dataset.theme = isDark ? 'dark' : 'light';
    root.dataset.projector = projector.getAttribute('aria-pressed') === 'true' ? 'yes' : 'no';
    onChange();
  };

  select.value = recall('theme') ?? 'auto';
  if (select.value === '') select.value = 'auto';
  projector.setAttribute('aria-pressed', recall('projector') === 'true' ? 'true' : 'false');

  select.addEventListener('change', () => {
    remember('theme', select.value);
    apply();
  });
  projector.addEventListener('click', () => {
    const on = projector.getAttribute('aria-pressed') !== 'true';
    projector.setAttribute('aria-pressed', String(on));
    remember('projector', String(on));
    apply();
  });
  dark.addEventListener('change', apply);
  apply();
}

function recall(key) {
  try {
    return localStorage.getItem(`wire-101-${key}`);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`wire-101-${key}`, value);
  } catch {
    // Storage is switched off: the choice holds until the page is left.
  }
}
