// Knows the publish box: the field, the type, "Every second", "Burst of 20".
// Does not know how publishing is done.

const byId = (id) => document.getElementById(id);

export class PublishForm {
  #ticks = 0;
  #bursts = 0;
  #timer = null;

  constructor(publisher, types) {
    this.publisher = publisher;
    this.types = types;
    byId('publish-form').addEventListener('submit', (submitted) => {
      submitted.preventDefault();
      this.#publish(byId('publish-text').value);
    });
    byId('burst').addEventListener('click', () => this.#burst());
    byId('tick').addEventListener('change', (changed) => this.#tick(changed.target.checked));
  }

  #publish(data) {
    const type = byId('publish-type').value.trim();
    if (type) this.types.expect(type);
    this.publisher.publish(data, type);
  }

  #burst() {
    this.#bursts += 1;
    for (let i = 1; i <= 20; i += 1) this.#publish(`burst ${this.#bursts}: ${i}/20`);
  }

  #tick(on) {
    clearInterval(this.#timer);
    if (!on) return;
    const next = () => {
      if (!this.publisher.idle) return; // a slow server gets no pile of ticks
      this.#ticks += 1;
      this.#publish(`tick ${this.#ticks}`);
    };
    next();
    this.#timer = setInterval(next, 1000);
  }
}
