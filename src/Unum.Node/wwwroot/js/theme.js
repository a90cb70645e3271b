// Light and dark. The system decides until the person does; the choice is remembered. Canvases take their colours from
// `palette()`, which reads the same CSS variables as the page.

const KEY = 'unum.theme';
const CHOICES = ['system', 'light', 'dark'];
const NAMES = { paper: '--paper', raised: '--raised', ink: '--ink', ink2: '--ink-2', ink3: '--ink-3', rule: '--rule', hair: '--hair',
  accent: '--accent', soft: '--accent-soft', alarm: '--alarm', heat0: '--heat-0', heat1: '--heat-1', heat2: '--heat-2' };
const HEAT_STEPS = 64;

const listeners = new Set();
const system = matchMedia('(prefers-color-scheme: dark)');
let current = null;

/** The colours of the theme in force: CSS colour strings, and `heat`, a ramp of 64 [r, g, b]. */
export function palette() {
  current ??= read();
  return current;
}

/** Calls `listener` whenever the colours change. */
export function onThemeChange(listener) {
  listeners.add(listener);
}

/** Lets `button` step through system, light and dark. */
export function bindThemeButton(button) {
  const show = () => { button.textContent = `Theme: ${choice()}`; };
  button.addEventListener('click', () => {
    const next = CHOICES[(CHOICES.indexOf(choice()) + 1) % CHOICES.length];
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch { /* Not remembered then. */ }
    show();
    changed();
  });
  system.addEventListener('change', changed);
  show();
}

/** The colour of a value in [0, 1] as a CSS string. */
export function heatColour(value) {
  return palette().heatCss[heatStep(value)];
}

/** The index of a value in [0, 1] in the ramp. */
export function heatStep(value) {
  return Math.max(0, Math.min(HEAT_STEPS - 1, Math.round(value * (HEAT_STEPS - 1))));
}

function choice() {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
}

function changed() {
  current = null;
  for (const listener of listeners) listener();
}

function read() {
  const style = getComputedStyle(document.documentElement);
  const colours = {};
  for (const [name, variable] of Object.entries(NAMES)) colours[name] = style.getPropertyValue(variable).trim();
  const stops = [colours.heat0, colours.heat1, colours.heat2].map(fromHex);
  colours.heat = Array.from({ length: HEAT_STEPS }, (_, i) => {
    const at = i / (HEAT_STEPS - 1) * 2;
    const from = Math.min(1, Math.floor(at));
    return stops[from].map((c, k) => Math.round(c + (stops[from + 1][k] - c) * (at - from)));
  });
  colours.heatCss = colours.heat.map(([r, g, b]) => `rgb(${r} ${g} ${b})`);
  return colours;
}

function fromHex(hex) {
  return [1, 3, 5].map(i => Number.parseInt(hex.slice(i, i + 2), 16) || 0);
}
