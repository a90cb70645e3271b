// Elements without parsing markup, and the three things every panel does: show an error, run a form, keep its buttons honest.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = id => document.getElementById(id);

/** An element: `el('p', { class: 'x', onclick: f, hidden: true }, 'text', child, null)`. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** What a mind wrote, as it can be shown: line ends and bytes that are no characters become signs. */
export function visible(text) {
  return text.replace(/\r?\n/g, ' ↵ ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '·').replace(/\ufffd+/g, '\ufffd').replace(/ {2,}/g, ' ').trim();
}

/** Says an error in its place, in the server's own words; null takes it away. */
export function fault(element, error) {
  element.hidden = !error;
  element.textContent = error ? error.message ?? String(error) : '';
}

/**
 * Runs `work(fields)` when the form is sent: the button waits meanwhile, and an error appears in `place`.
 * `fields` are the form's values by name, numbers as numbers.
 */
export function onSubmit(form, place, work) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const fields = {};
    for (const input of form.elements) {
      if (!input.name) continue;
      fields[input.name] = input.type === 'number' ? (input.value === '' ? null : Number(input.value)) : input.value;
    }
    attempt(form.querySelector('button[type="submit"]'), place, () => work(fields));
  });
}

/** Runs `work` with the button disabled; answers what it answered, or undefined when it failed. */
export async function attempt(button, place, work) {
  fault(place, null);
  const focused = document.activeElement === button;
  if (button) button.disabled = true;
  try {
    return await work();
  } catch (error) {
    if (error.name !== 'AbortError') fault(place, error);
    return undefined;
  } finally {
    if (button) {
      button.disabled = false;
      if (focused && document.activeElement === document.body) button.focus();
    }
  }
}

/** Replaces the options of a select, keeping what was chosen where it is still there. */
export function options(select, entries, chosen = select.value) {
  const same = select.options.length === entries.length
    && entries.every(([value, text], i) => select.options[i].value === value && select.options[i].text === text);
  if (!same) select.replaceChildren(...entries.map(([value, text]) => el('option', { value }, text)));
  if (entries.some(([value]) => value === chosen)) select.value = chosen;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
