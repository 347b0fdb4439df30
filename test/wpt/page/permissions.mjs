const NAMES = ['camera', 'microphone', 'geolocation', 'notifications', 'speaker-selection', 'display-capture'];

/** What the user has allowed: everything is to be asked for until the test's driver says otherwise. */
export class Permissions {
  #states = new Map();
  #watchers = new Set();

  stateOf(name) {
    return this.#states.get(name) ?? 'prompt';
  }

  set(name, state) {
    const hasChanged = state !== this.stateOf(name);
    this.#states.set(name, state);
    if (hasChanged) for (const watcher of this.#watchers) watcher(name);
  }

  watch(watcher) {
    this.#watchers.add(watcher);
  }
}

/** https://w3c.github.io/permissions/#permissions-interface */
export function createPermissionsApi(permissions) {
  return {
    async query(descriptor) {
      if (!NAMES.includes(descriptor?.name)) throw new TypeError('There is no such permission.');
      return new PermissionStatus(descriptor.name, permissions);
    },
  };
}

class PermissionStatus extends EventTarget {
  onchange = null;
  #name;
  #permissions;

  constructor(name, permissions) {
    super();
    this.#name = name;
    this.#permissions = permissions;
    this.addEventListener('change', (event) => this.onchange?.(event));
    permissions.watch((changed) => changed === name && this.dispatchEvent(new Event('change')));
  }

  get name() {
    return this.#name;
  }
  get state() {
    return this.#permissions.stateOf(this.#name);
  }
}
