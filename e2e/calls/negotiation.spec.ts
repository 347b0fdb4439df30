import type { Call } from '../support/call.ts';
import { expect, test } from '../support/fixtures.ts';

for (const restarter of ['offerer', 'answerer'] as const) {
  test(`an ICE restart by the ${restarter} changes the credentials and keeps the channel`, async ({ call }) => {
    const before = await credentials(call);
    await call[restarter].run((peer) => peer.connection.restartIce());
    for (const side of [call.offerer, call.answerer]) {
      await side.run(
        (peer, old) =>
          peer.until('new credentials, and connected again', () => {
            const { localDescription, signalingState, iceConnectionState } = peer.connection;
            const isUp = iceConnectionState === 'connected' || iceConnectionState === 'completed';
            const isNew = !old.includes(/a=ice-ufrag:(\S+)/.exec(localDescription!.sdp)![1]!);
            return isUp && isNew && signalingState === 'stable';
          }),
        before,
      );
    }
    await exchange(call, 'after the restart');
  });

  test(`the ${restarter} can negotiate again without disturbing the channel`, async ({ call }) => {
    const before = await credentials(call);
    await call[restarter].run(async (peer) => {
      const settled = new Promise<void>((resolve) => {
        peer.connection.addEventListener('signalingstatechange', () => {
          if (peer.connection.signalingState === 'stable') resolve();
        });
      });
      // Negotiation as the pattern does it, though nothing asks for it.
      peer.connection.dispatchEvent(new Event('negotiationneeded'));
      await settled;
    });
    expect(await credentials(call)).toEqual(before);
    await exchange(call, 'after another round');
  });
}

test('statistics say how the two are connected', async ({ call }) => {
  await exchange(call, 'counted');
  const expected = { sent: 1, received: 1, dtls: 'connected', pair: 'succeeded' };
  // A side may carry data on a pair while a check of its own is still under way.
  for (const side of [call.offerer, call.answerer]) await expect.poll(() => summaryOf(side)).toEqual(expected);
});

function summaryOf(side: Call['offerer']): Promise<object> {
  return side.run(async (peer) => {
    const report = await peer.connection.getStats();
    const records = [...(report as unknown as Map<string, Record<string, unknown>>).values()];
    const channel = records.find((record) => record.type === 'data-channel');
    const transport = records.find((record) => record.type === 'transport');
    const pair = records.find((record) => record.id === transport?.selectedCandidatePairId);
    return {
      sent: channel?.messagesSent,
      received: channel?.messagesReceived,
      dtls: transport?.dtlsState,
      pair: pair?.state,
    };
  });
}

async function credentials(call: Call): Promise<string[]> {
  const ufragOf = (side: Call['offerer']): Promise<string> =>
    side.run((peer) => /a=ice-ufrag:(\S+)/.exec(peer.connection.localDescription!.sdp)![1]!);
  return [await ufragOf(call.offerer), await ufragOf(call.answerer)];
}

async function exchange(call: Call, text: string): Promise<void> {
  for (const [from, to] of [
    [call.offerer, call.answerer],
    [call.answerer, call.offerer],
  ] as const) {
    await from.run((peer, one) => peer.send('first', one), text);
    expect(await to.run((peer) => peer.received('first', 1))).toEqual([{ kind: 'text', text }]);
  }
}
