// Instances and templates: which there are, a new one of either, and which one the page shows.

import { count, setText } from '../format.js';
import { $, attempt, el, fault, onSubmit, options } from '../common/dom.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Events: `open` with the instance to show. */
export class PlacesPanel extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    this.fault = $('places-fault');
    this.instances = [];
    $('instance').addEventListener('change', event => this.choose(event.target.value));
    onSubmit($('template'), this.fault, async ({ x, y, z }) => {
      await this.page.api.call('POST', '/template/create', {}, { dimensions: [x, y, z] }, { everywhere: true });
      await this.refresh();
    });
  }

  async refresh() {
    const everywhere = { everywhere: true };
    const [{ templates }, { instances }] = [await this.page.api.get('/templates', {}, everywhere), await this.page.api.get('/instances', {}, everywhere)];
    this.instances = instances;
    this.templates = templates;
    this.show();
  }

  show() {
    const { instances, templates } = this;
    setText($('places-count'), `${count(instances.length, 'instance')} of ${count(templates.length, 'template')}`);
    options($('instance'), instances.map(one => [one.instance_id, `${one.instance_id} · ${one.dimensions.join(' × ')}`]), this.page.instance);
    $('templates').replaceChildren(...templates.map(one => el('li', { class: 'place' }, el('span', {}, el('strong', {}, one.template_id), ` ${one.dimensions.join(' × ')}`),
      el('button', { type: 'button', 'aria-label': `New instance of ${one.template_id}`, onclick: event => attempt(event.currentTarget, this.fault, () => this.create(one.template_id)) }, 'New instance'))));
    $('instances').replaceChildren(...instances.map(one => el('li', { class: 'place' }, el('span', {}, el('strong', {}, one.instance_id), ` ${one.dimensions.join(' × ')}`,
      one.active_blocks === undefined ? '' : ` · ${whole.format(one.active_blocks)} active`),
      one.instance_id === this.page.instance ? el('span', { class: 'sub' }, 'shown') : el('button', { type: 'button', 'aria-label': `Show ${one.instance_id}`, onclick: () => this.choose(one.instance_id) }, 'Show'))));
  }

  async create(template) {
    const made = await this.page.api.call('POST', '/instance/create', {}, { template_id: template }, { everywhere: true });
    await this.refresh();
    this.choose(made.instance_id);
  }

  choose(id) {
    const found = this.instances.find(one => one.instance_id === id);
    if (!found) {
      fault(this.fault, new Error(`There is no instance ${id} any more.`));
      return;
    }
    $('instance').value = id;
    this.dispatchEvent(new CustomEvent('open', { detail: found }));
    this.refresh().catch(error => fault(this.fault, error));
  }
}
