// Operations on a whole face: activate, process, sync, with what they have done so far and a way to stop them.

import { setText, span } from '../format.js';
import { $, el, fault, onSubmit, visible } from '../common/dom.js';

const MOST_LOGGED = 6;
const AXES = ['x', 'y', 'z'];
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Events: `done` with the answer. */
export class FacePanel extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    this.form = $('face');
    this.bar = $('face-progress');
    this.cancelButton = $('face-cancel');
    this.aborter = null;
    this.operation = null;
    this.form.addEventListener('input', () => this.fit());
    onSubmit(this.form, $('face-fault'), fields => this.run(fields));
    this.cancelButton.addEventListener('click', () => this.cancel());
    this.fit();
  }

  /** Only the fields that the operation takes, and how many addresses it touches. */
  fit() {
    const { operation, plane, index } = this.form.elements;
    for (const label of this.form.querySelectorAll('[data-for]')) label.hidden = label.dataset.for !== operation.value;
    const { dims } = this.page;
    if (!dims) return;
    const k = AXES.indexOf(plane.value);
    index.max = dims[k] - 1;
    if (index.value === '') index.value = dims[k] >> 1;
    setText($('face-size'), `${whole.format(dims.filter((_, j) => j !== k).reduce((a, b) => a * b, 1))} addresses`);
  }

  /** Another instance has other sizes. */
  reset() {
    this.form.elements.index.value = '';
    this.fit();
  }

  /** Fills the form and runs it. */
  begin(fields) {
    for (const [name, value] of Object.entries(fields)) this.form.elements[name].value = value;
    this.fit();
    this.form.requestSubmit();
  }

  async run({ plane, index, operation, value, text }) {
    const body = { plane, index, operation };
    if (operation === 'activate') body.value = value ?? 1;
    if (operation === 'process') body.text = text;
    this.aborter = new AbortController();
    this.operation = null;
    this.bar.hidden = this.cancelButton.hidden = false;
    this.bar.removeAttribute('value');
    setText($('face-said'), 'Running…');
    try {
      const answer = await this.page.api.stream('/llm/interlock', { ...body, instance_id: this.page.instance }, line => this.hear(line), this.aborter.signal);
      const done = answer.status === 'cancelled' ? 'Cancelled' : 'Done';
      const kappa = answer.avg_kappa ?? answer['avg_κ'];
      const words = [`${whole.format(answer.processed)} blocks in ${span(answer.milliseconds / 1_000)}`, Number.isFinite(kappa) ? `mean κ ${kappa.toFixed(3)}` : null,
        Number.isFinite(answer.surprise) && operation === 'process' ? `surprise ${answer.surprise.toFixed(2)} bits per byte` : null].filter(Boolean).join(' · ');
      setText($('face-said'), `${done}: ${words}`);
      $('face-log').prepend(el('li', {}, el('strong', {}, `${operation} ${plane} = ${index}`), ` ${words}`, answer.status === 'cancelled' ? ' · cancelled' : '',
        answer.text ? el('span', { class: 'answer' }, `“${visible(answer.text)}”`) : null));
      while ($('face-log').childElementCount > MOST_LOGGED) $('face-log').lastElementChild.remove();
      this.dispatchEvent(new CustomEvent('done', { detail: answer }));
    } catch (error) {
      setText($('face-said'), error.name === 'AbortError' ? 'Cancelled' : '');
      this.dispatchEvent(new CustomEvent('done', { detail: null }));
      throw error;
    } finally {
      this.bar.hidden = this.cancelButton.hidden = true;
      this.aborter = null;
    }
  }

  hear(line) {
    this.operation = line.operation_id ?? this.operation;
    if (!Number.isFinite(line.of) || line.of <= 0) return;
    this.bar.max = line.of;
    this.bar.value = line.processed;
    setText($('face-said'), `${whole.format(line.processed)} of ${whole.format(line.of)} blocks`);
  }

  /** Asks the server to stop it; when that is not possible the connection is cut, which stops it too. */
  async cancel() {
    const running = this.aborter;
    this.cancelButton.disabled = true;
    try {
      if (this.operation === null) throw new Error('not known yet');
      await this.page.api.delete(`/operations/${encodeURIComponent(this.operation)}`, {}, { everywhere: true });
    } catch (error) {
      if (error.status === 409) fault($('face-fault'), null);
      else running?.abort();
    } finally {
      this.cancelButton.disabled = false;
    }
  }
}
