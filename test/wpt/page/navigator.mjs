import { defineAttribute } from './define.mjs';

const ATTRIBUTES = {
  userAgent: 'Mozilla/5.0 (Node)',
  platform: 'Linux',
  vendor: '',
  language: 'en-US',
  languages: ['en-US'],
  onLine: true,
  hardwareConcurrency: 2,
};
const PERMISSIONS = ['camera', 'microphone', 'geolocation', 'notifications', 'speaker-selection', 'display-capture'];

export class Navigator {}
for (const [name, value] of Object.entries(ATTRIBUTES)) defineAttribute(Navigator.prototype, name, () => value);

/** `states` says of each permission whether it was granted; one it does not know is to be asked for. */
export function createNavigator(states) {
  const permissions = {
    async query(descriptor) {
      if (!PERMISSIONS.includes(descriptor?.name)) throw new TypeError('There is no such permission.');
      return new PermissionStatus(descriptor.name, states);
    },
  };
  defineAttribute(Navigator.prototype, 'permissions', () => permissions);
  return new Navigator();
}

class PermissionStatus extends EventTarget {
  onchange = null;
  #name;
  #states;

  constructor(name, states) {
    super();
    this.#name = name;
    this.#states = states;
  }

  get name() {
    return this.#name;
  }
  get state() {
    return this.#states.get(this.#name) ?? 'prompt';
  }
}
