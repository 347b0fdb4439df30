import type { JSHandle, Page } from '@playwright/test';

/** The methods of a client somewhere, which all give promises from here. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/** A client of this process. */
export function here<T extends object>(client: T): Remote<T> {
  return remote((method, args) => (Reflect.get(client, method) as (...all: unknown[]) => unknown).apply(client, args));
}

/** A client of a page, which `expression` makes there. */
export async function inPage<T extends object>(page: Page, expression: string): Promise<Remote<T>> {
  const handle = (await page.evaluateHandle(expression)) as JSHandle<Record<string, (...args: unknown[]) => unknown>>;
  return remote((method, args) =>
    handle.evaluate((client, [name, values]) => client[name](...values), [method, args] as const),
  );
}

function remote<T>(call: (method: string, args: unknown[]) => unknown): Remote<T> {
  return new Proxy({} as Remote<T> & object, {
    get(_, method) {
      // It is handed around by promises, which ask everything whether it is one.
      if (typeof method !== 'string' || method === 'then') return undefined;
      return async (...args: unknown[]) => call(method, args);
    },
  });
}

/** Streams of a page that asks nobody for devices: a tone, or a tone and a picture. */
export const streamsOfPages = {
  audio: 'new AudioContext().createMediaStreamDestination().stream',
  both: `new MediaStream([
    ...new AudioContext().createMediaStreamDestination().stream.getTracks(),
    ...Object.assign(document.createElement('canvas'), { width: 64, height: 48 }).captureStream(5).getTracks(),
  ])`,
};
