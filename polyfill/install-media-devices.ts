import { keeperOf, restore, type PropertyKeeper, type Uninstall } from './install-interfaces.ts';

type NavigatorLike = { mediaDevices?: MediaDevices };

/**
 * Gives a global object's `navigator`, or one made for the purpose, the `mediaDevices` and the legacy `getUserMedia` of
 * https://w3c.github.io/mediacapture-main/#mediadevices-interface-extensions. `mediaDevices` is asked for when script
 * does.
 */
export function installMediaDevices(target: object, mediaDevices: () => MediaDevices, force = false): Uninstall {
  const kept: PropertyKeeper[] = [];
  const navigator = navigatorOf(target, kept);
  if (!force && navigator.mediaDevices !== undefined) return () => undefined;
  const holder = prototypeOf(navigator);
  for (const [name, descriptor] of Object.entries(
    Object.getOwnPropertyDescriptors(membersOf(navigator, mediaDevices)),
  )) {
    kept.push(keeperOf(holder, name));
    Object.defineProperty(holder, name, { ...descriptor, enumerable: true, configurable: true });
  }
  return () => {
    for (const keeper of kept.splice(0).reverse()) restore(keeper);
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

function membersOf(navigator: NavigatorLike, mediaDevices: () => MediaDevices): object {
  return {
    get mediaDevices(): MediaDevices {
      if (this !== (navigator as unknown)) throw new TypeError('Illegal invocation');
      return mediaDevices();
    },
    getUserMedia(constraints: MediaStreamConstraints, success: unknown, failure: unknown): void {
      if (typeof success !== 'function' || typeof failure !== 'function') {
        throw new TypeError('Navigator.getUserMedia: two callbacks are required.');
      }
      mediaDevices()
        .getUserMedia(constraints)
        .then(
          (stream) => void Reflect.apply(success, undefined, [stream]),
          (error: unknown) => void Reflect.apply(failure, undefined, [error]),
        );
    },
  };
}
