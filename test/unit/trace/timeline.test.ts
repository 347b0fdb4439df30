import { expect, test } from 'vitest';
import { formatTimeline } from '../../../src/sim.node.ts';
import { twoPeers } from '../../support/two-peers.ts';

test('a timeline says when, who and what: calls, flights, chunks, messages, states, faults', async () => {
  const { world, alice, end } = await twoPeers({ seed: 3, latencyMs: 20, trace: true });
  const cut = world.link('alice', 'bob').partition();
  alice.channel.send('hello');
  await world.advance(1000);
  cut.heal();
  await world.advance(5000);
  world.trace.note('that was it');
  const text = formatTimeline(world.trace).join('\n');
  for (const line of [
    /0\.000 ms {2}alice +calls createDataChannel \{"label":"test"/,
    /alice → bob +sent #\d+ STUN Binding request, controlling, USE-CANDIDATE \[92\]/,
    /bob → alice +delivered #\d+ STUN Binding success, mapped 10\.0\.0\.1:49152/,
    /sent #\d+ DTLS ClientHello/,
    /sent #\d+ DTLS ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone/,
    /sent #\d+ DTLS Certificate, ClientKeyExchange, CertificateVerify, ChangeCipherSpec, Finished/,
    /sent #\d+ SCTP COOKIE ECHO/,
    /stream 1: DCEP OPEN "test"/,
    /the network +fault 1 applied: partition alice ↔ bob/,
    /alice → bob +dropped \(partition\) #\d+ SCTP DATA \d+ stream 1: "hello"/,
    /bob +event message "test" hello/,
    /alice +connection connected/,
    /note +that was it/,
  ]) {
    expect(text).toMatch(line);
  }
  end();
});

test('the last lines only, where that is asked for', async () => {
  const { world, end } = await twoPeers({ seed: 3, latencyMs: 20, trace: true });
  const all = formatTimeline(world.trace);
  expect(all.length).toBeGreaterThan(50);
  expect(formatTimeline(world.trace, { last: 7 }).map(unaligned)).toEqual(all.slice(-7).map(unaligned));
  expect(formatTimeline(world.trace, { filter: ({ type }) => type === 'host' })).toHaveLength(2);
  end();
});

test('an `until` that cannot be reached tells what happened last, if the world is recorded', async () => {
  const { world, alice, end } = await twoPeers({ seed: 3, latencyMs: 20, trace: true });
  world.link('alice', 'bob').partition();
  alice.channel.send('anybody there?');
  const failure = await world.until(() => false, { timeoutMs: 500 }).catch((error: Error) => error.message);
  expect(failure).toMatch(/^until: the predicate does not hold at virtual time/);
  expect(failure).toContain('What happened last:');
  expect(failure).toMatch(/dropped \(partition\) #\d+ SCTP DATA \d+ stream 1: "anybody there\?"/);
  end();
});

test('what the predicate throws is passed on as it is', async () => {
  const { world, end } = await twoPeers({ seed: 3, trace: true });
  const mine = new Error('mine');
  const failing = world.until(() => {
    throw mine;
  });
  await expect(failing).rejects.toBe(mine);
  end();
});

/** Without the padding between columns. */
function unaligned(line: string): string {
  return line.replace(/ {2,}/g, ' ');
}
