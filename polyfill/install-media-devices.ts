import { keeperOf, restore, type PropertyKeeper, type Uninstall } from './install-interfaces.ts';

type NavigatorLike = { mediaDevices?: MediaDevices };
type Provider = () => MediaDevices;

/** The members as they are defined in one place, which navigators of several windows may share: happy-dom's do. */
interface Members {
  readonly providers: WeakMap<object, Provider>;
  /** What stood in the members' place; `mediaDevices` comes first. */
  readonly kept: readonly PropertyKeeper[];
  installations: number;
}

const membersIn = new WeakMap<object, Members>();

/**
 * Gives a global object's `navigator`, or one made for the purpose, the `mediaDevices` and the legacy `getUserMedia` of
 * https://w3c.github.io/mediacapture-main/#mediadevices-interface-extensions. `mediaDevices` is asked for when script
 * does.
 */
export function installMediaDevices(target: object, mediaDevices: Provider, force = false): Uninstall {
  const kept: PropertyKeeper[] = [];
  const navigator = navigatorOf(target, kept);
  if (!force && navigator.mediaDevices !== undefined) return () => undefined;
  const holder = prototypeOf(navigator);
  const members = membersIn.get(holder) ?? defineMembers(holder);
  const former = members.providers.get(navigator);
  members.providers.set(navigator, mediaDevices);
  members.installations++;
  return once(() => {
    if (former === undefined) members.providers.delete(navigator);
    else members.providers.set(navigator, former);
    if (--members.installations === 0) removeMembers(holder, members);
    for (const keeper of kept.reverse()) restore(keeper);
  });
}

function defineMembers(holder: object): Members {
  const kept: PropertyKeeper[] = [];
  const members: Members = { providers: new WeakMap(), kept, installations: 0 };
  const descriptors = Object.getOwnPropertyDescriptors(membersOf(holder, members));
  for (const [name, descriptor] of Object.entries(descriptors)) {
    kept.push(keeperOf(holder, name));
    Object.defineProperty(holder, name, { ...descriptor, enumerable: true, configurable: true });
  }
  membersIn.set(holder, members);
  return members;
}

function removeMembers(holder: object, { kept }: Members): void {
  membersIn.delete(holder);
  for (const keeper of [...kept].reverse()) restore(keeper);
}

function once(steps: () => void): Uninstall {
  let isDone = false;
  return () => {
    if (!isDone) steps();
    isDone = true;
  };
}

function navigatorOf(target: object, kept: PropertyKeeper[]): NavigatorLike {
  const existing = (target as { navigator?: NavigatorLike }).navigator;
  if (typeof existing === 'object') return existing;
  const navigator = {};
  kept.push(keeperOf(target, 'navigator'));
  Object.defineProperty(target, 'navigator', {
    value: navigator,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return navigator;
}

/** Where an interface has its members; a navigator that is a plain object has them itself. */
function prototypeOf(navigator: object): object {
  const prototype = Object.getPrototypeOf(navigator) as object | null;
  const isPlain = prototype === null || (Object.getPrototypeOf(prototype) === null && !isInterface(prototype));
  return isPlain ? navigator : prototype;
}

function isInterface(prototype: object): boolean {
  return prototype.constructor.name === 'Navigator';
}

function membersOf(holder: object, { providers, kept }: Members): object {
  return {
    get mediaDevices(): MediaDevices | undefined {
      const provider = providers.get(this);
      if (provider !== undefined) return provider();
      if (!Object.prototype.isPrototypeOf.call(holder, this)) throw new TypeError('Illegal invocation');
      return formerValue(kept[0], this) as MediaDevices | undefined;
    },
    getUserMedia(constraints: MediaStreamConstraints, success: unknown, failure: unknown): void {
      const provider = providers.get(this);
      if (provider === undefined) throw new TypeError('Illegal invocation');
      if (typeof success !== 'function' || typeof failure !== 'function') {
        throw new TypeError('Navigator.getUserMedia: two callbacks are required.');
      }
      provider()
        .getUserMedia(constraints)
        .then(
          (stream) => void Reflect.apply(success, undefined, [stream]),
          (error: unknown) => void Reflect.apply(failure, undefined, [error]),
        );
    },
  };
}

/** What a navigator had that nothing is installed in, and that only shares its prototype with one. */
function formerValue([, , descriptor]: PropertyKeeper, navigator: object): unknown {
  return descriptor?.get === undefined ? descriptor?.value : Reflect.apply(descriptor.get, navigator, []);
}
