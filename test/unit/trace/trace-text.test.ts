import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTrace, type TraceEntry } from '../../../src/sim.node.ts';
import { readTraceEntry, writeTraceEntry } from '../../../src/trace/trace-text.ts';
import { twoPeers } from '../../support/two-peers.ts';

async function textOfATrace(): Promise<string> {
  const { world, alice, end } = await twoPeers({ seed: 5, loss: 0.2, duplicate: 0.2, corrupt: 0.1, trace: true });
  world.link('alice', 'bob').partition().heal();
  world.link('alice', 'bob').loss = 0.1;
  world.trace.note('a note');
  alice.channel.send('hello');
  await world.advance(1000);
  end();
  return world.trace.text();
}

test('what is written is read again, bytes and all', async () => {
  const text = await textOfATrace();
  const { header, entries } = readTrace(text);
  expect(header).toEqual({ format: 'twinrtc-trace', version: 1, seed: 5, timeOriginUnixMs: Date.UTC(2025, 0, 1) });
  const lines = [...entries].map(writeTraceEntry);
  expect(lines).toEqual(text.trimEnd().split('\n').slice(1));
  const seen = new Set([...entries].map(({ type }) => type));
  for (const type of ['host', 'sent', 'duplicated', 'corrupted', 'delivered', 'dropped', 'state', 'event', 'call']) {
    expect(seen).toContain(type as TraceEntry['type']);
  }
  for (const type of ['settled', 'transport', 'secrets', 'fault', 'change', 'note']) {
    expect(seen).toContain(type as TraceEntry['type']);
  }
});

test('a trace cut off anywhere is readable up to the cut', async () => {
  const text = await textOfATrace();
  const all = [...readTrace(text).entries];
  const headerEnd = text.indexOf('\n');
  fc.assert(
    fc.property(fc.integer({ min: headerEnd, max: text.length }), (cut) => {
      const wholeLines = text.slice(0, cut).split('\n').length - 2;
      const entries = [...readTrace(text.slice(0, cut)).entries];
      expect(entries.length).toBeGreaterThanOrEqual(wholeLines);
      expect(entries).toEqual(all.slice(0, entries.length));
    }),
    { numRuns: 30 },
  );
});

test('what is no trace is refused, and says why', () => {
  expect(() => readTrace('')).toThrow('this is no trace of twinrtc');
  expect(() => readTrace('{"format":"something else"}\n')).toThrow('this is no trace of twinrtc');
  expect(() => readTrace('{"format":"twinrtc-trace","version":2}\n')).toThrow('version 2');
});

test('entries of a kind nobody knows, and those that lack something, are left out', () => {
  for (const line of [
    '{"at":1,"type":"from the future"}',
    '{"type":"note","text":"when?"}',
    '{"at":1,"type":"sent","packet":1,"protocol":"udp","from":{"address":"nowhere","port":1},"to":{},"data":""}',
    '{"at":1,"type":"corrupted","packet":1,"data":"not base64!"}',
    '{"at":1,"type":"toString"}',
    '[1]',
    'null',
  ]) {
    expect(readTraceEntry(line)).toBeUndefined();
  }
});

test('no line makes the reader throw', () => {
  const field = fc.constantFrom(
    'at',
    'type',
    'packet',
    'data',
    'from',
    'to',
    'host',
    'addresses',
    'connection',
    'text',
  );
  const type = fc.constantFrom('host', 'sent', 'corrupted', 'delivered', 'state', 'secrets', 'note');
  const value = fc.oneof(type, fc.jsonValue());
  const line = fc.dictionary(field, value).map((fields) => JSON.stringify(fields));
  fc.assert(fc.property(fc.oneof(line, fc.string()), (text) => void readTraceEntry(text)));
});
