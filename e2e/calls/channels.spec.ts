import { allOpen } from '../support/call.ts';
import { expect, test } from '../support/fixtures.ts';

const kinds: readonly RTCDataChannelInit[] = [
  { ordered: true },
  { ordered: false },
  { ordered: true, maxRetransmits: 0 },
  { ordered: false, maxRetransmits: 5 },
  { ordered: true, maxPacketLifeTime: 500 },
  { ordered: false, maxPacketLifeTime: 1000 },
];

for (const opener of ['offerer', 'answerer'] as const) {
  const listener = opener === 'offerer' ? 'answerer' : 'offerer';

  test(`channels of every kind opened by the ${opener} look the same to the ${listener}, and carry messages`, async ({
    call,
  }) => {
    for (const [i, kind] of kinds.entries()) {
      const label = `kind ${i} ✓`;
      const init = { ...kind, protocol: `p${i}` };
      await call[opener].run((peer, [name, options]) => peer.create(name, options), [label, init] as const);
      const seen = [];
      for (const side of [call[opener], call[listener]]) {
        await side.run((peer, name) => peer.opened(name), label);
        seen.push(
          await side.run((peer, name) => {
            const { id, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated } = peer.channel(name);
            return { id, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated };
          }, label),
        );
        await side.run((peer, name) => peer.send(name, `over ${name}`), label);
      }
      expect(seen[0]).toMatchObject(init);
      expect(seen[1]).toEqual(seen[0]);
      for (const side of [call[opener], call[listener]]) {
        const received = await side.run((peer, name) => peer.received(name, 1), label);
        expect(received).toEqual([{ kind: 'text', text: `over ${label}` }]);
      }
    }
  });

  test(`a channel closed by the ${opener} closes at the ${listener} too, and the call lives on`, async ({ call }) => {
    await call[opener].run((peer) => peer.channel('first').close());
    for (const side of [call.offerer, call.answerer]) await side.run((peer) => peer.closed('first'));
    await call[opener].run((peer) => peer.create('second'));
    for (const side of [call.offerer, call.answerer]) await side.run((peer) => peer.opened('second'));
    await call[listener].run((peer) => peer.send('second', 'still here'));
    expect(await call[opener].run((peer) => peer.received('second', 1))).toEqual([
      { kind: 'text', text: 'still here' },
    ]);
  });

  test(`what the ${opener} sent before it closed the channel still arrives`, async ({ call }) => {
    await call[opener].run((peer) => {
      for (let i = 0; i < 50; i++) peer.send('first', { bytes: 16_384, seed: i });
      peer.channel('first').close();
    });
    expect(await call[listener].run((peer) => peer.received('first', 50))).toHaveLength(50);
    await call[listener].run((peer) => peer.closed('first'));
  });

  test(`when the ${opener} ends the connection, the ${listener}'s channels close`, async ({ call }) => {
    await call[opener].close();
    await call[listener].run((peer) => peer.closed('first'));
  });
}

test('a stream id is free again once its channel has closed on both sides', async ({ call }) => {
  const id = await call.offerer.run((peer) => peer.channel('first').id);
  await call.answerer.run((peer) => peer.channel('first').close());
  for (const side of [call.offerer, call.answerer]) await side.run((peer) => peer.closed('first'));
  const options = { negotiated: true, id: id! };
  for (const side of [call.offerer, call.answerer]) await side.run((peer, init) => peer.create('again', init), options);
  for (const side of [call.offerer, call.answerer]) await side.run((peer) => peer.opened('again'));
  await call.offerer.run((peer) => peer.send('again', 'same stream'));
  expect(await call.answerer.run((peer) => peer.received('again', 1))).toEqual([{ kind: 'text', text: 'same stream' }]);
});

test('a negotiated channel needs no announcement', async ({ start }) => {
  const call = await start();
  await call.offerer.run((peer) => peer.create('first', { negotiated: true, id: 5 }));
  await call.answerer.run(async (peer) => {
    await peer.until('an offer has come', () => peer.connection.remoteDescription !== null);
    peer.create('first', { negotiated: true, id: 5 });
  });
  await allOpen(call, 'first');
  for (const side of [call.offerer, call.answerer])
    expect(
      await side.run((peer) => ({ id: peer.channel('first').id, negotiated: peer.channel('first').negotiated })),
    ).toEqual({
      id: 5,
      negotiated: true,
    });
  await call.answerer.run((peer) => peer.send('first', 'agreed'));
  expect(await call.offerer.run((peer) => peer.received('first', 1))).toEqual([{ kind: 'text', text: 'agreed' }]);
});

test('channels opened by both sides at once get ids of different parity', async ({ call }) => {
  const labels = Array.from({ length: 10 }, (_, i) => i);
  await Promise.all(
    (['offerer', 'answerer'] as const).map((name) =>
      call[name].run((peer, [side, numbers]) => numbers.forEach((i) => peer.create(`${side} ${i}`)), [
        name,
        labels,
      ] as const),
    ),
  );
  const parities = [];
  for (const name of ['offerer', 'answerer'] as const) {
    for (const i of labels)
      for (const side of [call.offerer, call.answerer])
        await side.run((peer, label) => peer.opened(label), `${name} ${i}`);
    const ids = await call.offerer.run(
      (peer, [side, numbers]) => numbers.map((i) => peer.channel(`${side} ${i}`).id!),
      [name, labels] as const,
    );
    parities.push(new Set(ids.map((id) => id % 2)));
  }
  expect(parities[0]!.size).toBe(1);
  expect(parities[1]!.size).toBe(1);
  expect(parities[0]).not.toEqual(parities[1]);
});
