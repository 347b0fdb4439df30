import type { JSHandle, Page } from '@playwright/test';
import { Peer, type PeerOptions, type Signal } from './peer.ts';

/** A peer somewhere: code handed to `run` is run next to it and may use its two arguments only. */
export interface Side {
  readonly name: string;
  run<T, A = undefined>(steps: (peer: Peer, argument: A) => T | Promise<T>, argument?: A): Promise<T>;
  deliver(signal: Signal): Promise<void>;
  close(): Promise<void>;
}

export type SideFactory = (options: PeerOptions, signal: (signal: Signal) => void) => Promise<Side>;

/** A peer in this process, on the connection class given. */
export function nodeSide(name: string, Connection: typeof RTCPeerConnection): SideFactory {
  return async (options, signal) => {
    const peer = new Peer(Connection, signal, options);
    return {
      name,
      run: async (steps, argument) => steps(peer, argument as never),
      deliver: (message) => peer.deliver(message),
      close: async () => peer.close(),
    };
  };
}

let pagePeers = 0;

/** A peer in a page, on the class that `expression` names there. */
export function pageSide(name: string, page: Page, expression = 'RTCPeerConnection'): SideFactory {
  return async (options, signal) => {
    const outlet = `signal${pagePeers++}`;
    await page.exposeFunction(outlet, signal);
    const peer = (await page.evaluateHandle(
      `import('/peer.js').then(({ Peer }) => new Peer(${expression}, globalThis.${outlet}, ${JSON.stringify(options)}))`,
    )) as JSHandle<Peer>;
    return {
      name,
      run: (steps, argument) => runInPage(page, peer, steps, argument),
      deliver: (message) => peer.evaluate((it, one) => it.deliver(one), message),
      close: () => peer.evaluate((it) => it.close()),
    };
  };
}

function runInPage<T, A>(
  page: Page,
  peer: JSHandle<Peer>,
  steps: (peer: Peer, argument: A) => T | Promise<T>,
  argument: A | undefined,
): Promise<T> {
  const call = { peer, argument, source: steps.toString() };
  return page.evaluate(
    ({ peer: it, argument: one, source }) => new Function(`return (${source});`)()(it, one) as Promise<T>,
    call as never,
  );
}
