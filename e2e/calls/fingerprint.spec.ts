import type { Signal } from '../support/peer.ts';
import { expect, test } from '../support/fixtures.ts';

for (const deceived of ['offerer', 'answerer'] as const) {
  test(`a certificate that is not the one the ${deceived} was promised fails the call`, async ({ start }) => {
    const call = await start({
      tamper: (signal, towards) => (towards === deceived ? withWrongFingerprint(signal) : signal),
    });
    await call.offerer.run((peer) => peer.create('first'));
    await call[deceived].run((peer) => peer.reached('failed'));
    for (const side of [call.offerer, call.answerer]) {
      const isOpen = await side.run((peer) => peer.inboxes.get('first')?.channel.readyState === 'open');
      expect(isOpen).toBe(false);
    }
  });
}

/** The first byte of every fingerprint is another one. */
function withWrongFingerprint(signal: Signal): Signal {
  if (!('description' in signal)) return signal;
  const sdp = signal.description.sdp!.replace(/^(a=fingerprint:\S+ )(..)/gm, (_, start: string, byte: string) => {
    return start + (byte === '00' ? '01' : '00');
  });
  return { description: { ...signal.description, sdp } };
}
