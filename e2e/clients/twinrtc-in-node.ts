/** The package as it is shipped: run `npm run build` first. */
const entry = new URL('../../dist/node/index.js', import.meta.url);

export interface TwinrtcInNode {
  readonly classes: typeof globalThis;
  readonly mediaDevices: MediaDevices;
}

export async function twinrtcInNode(): Promise<TwinrtcInNode> {
  const twinrtc = (await import(entry.href)) as typeof globalThis & { mediaDevices: MediaDevices };
  return { classes: twinrtc, mediaDevices: twinrtc.mediaDevices };
}
