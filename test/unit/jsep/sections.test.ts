import { describe, expect, test } from 'vitest';
import { planSections } from '../../../src/jsep/sections.ts';
import type { SectionContext } from '../../../src/jsep/sections.ts';
import type { DescriptionRecord, SectionPlan } from '../../../src/jsep/types.ts';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';

/** A description of sections written as `audio`, `video!` (rejected) or `data+` (bundle-only); the mid is the word. */
function description(group: string, ...sections: string[]) {
  const lines = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', ...(group === '' ? [] : [`a=group:BUNDLE ${group}`])];
  for (const words of sections) {
    const mid = words.replace(/[!+]/, '');
    const isData = mid === 'data';
    const port = words === mid ? 9 : 0;
    const kind = mid.startsWith('strange') ? 'text' : mid;
    lines.push(isData ? `m=application ${port} UDP/DTLS/SCTP webrtc-datachannel` : `m=${kind} ${port} RTP/SAVPF 0`);
    lines.push(`a=mid:${mid}`, ...(words.endsWith('+') ? ['a=bundle-only'] : []));
  }
  const result = parseSessionDescription(`${lines.join('\n')}\n`);
  if (!result.ok) throw new Error(result.error.message);
  return result.description;
}

function planned(parsed: ReturnType<typeof description>, context: Partial<SectionContext>): SectionPlan[] {
  return planSections(parsed, {
    source: 'local',
    type: 'offer',
    counterpart: undefined,
    negotiated: undefined,
    ...context,
  });
}

/** `mid → transport`, with a star where the section follows another. */
function transports(sections: readonly SectionPlan[]): string[] {
  return sections.map(
    ({ mid, transportMid, isBundled }) => `${mid} → ${transportMid ?? 'none'}${isBundled ? ' *' : ''}`,
  );
}

function answered(...args: Parameters<typeof description>): DescriptionRecord {
  const parsed = description(...args);
  return { type: 'answer', sdp: '', parsed, sections: planned(parsed, { type: 'answer' }) };
}

describe('transports of a session with several sections', () => {
  test('our offer: each its own until the answer bundles them', () => {
    const parsed = description('audio video data', 'audio', 'video', 'data');
    expect(transports(planned(parsed, {}))).toEqual(['audio → audio', 'video → video', 'data → data']);
    expect(transports(planned(parsed, { type: 'answer' }))).toEqual([
      'audio → audio',
      'video → audio *',
      'data → audio *',
    ]);
  });

  test('our offer: bundle-only sections follow from the start', () => {
    const parsed = description('audio data', 'audio', 'data+');
    expect(transports(planned(parsed, {}))).toEqual(['audio → audio', 'data → audio *']);
  });

  test('our offer again: what is bundled stays bundled', () => {
    const negotiated = answered('audio data', 'audio', 'data');
    const parsed = description('audio data video', 'audio', 'data', 'video');
    expect(transports(planned(parsed, { negotiated }))).toEqual(['audio → audio', 'data → audio *', 'video → video']);
  });

  test('the group’s order decides whose transport it is', () => {
    const parsed = description('data audio', 'audio', 'data');
    expect(transports(planned(parsed, { type: 'answer' }))).toEqual(['audio → data *', 'data → data']);
  });

  test('an answer without group: no bundle', () => {
    const parsed = description('', 'audio', 'data');
    expect(transports(planned(parsed, { type: 'answer' }))).toEqual(['audio → audio', 'data → data']);
  });

  test('an answer that rejects the first section: the next leads', () => {
    const parsed = description('video data', 'audio!', 'video', 'data');
    expect(transports(planned(parsed, { type: 'answer' }))).toEqual([
      'audio → none',
      'video → video',
      'data → video *',
    ]);
  });

  test('a transport keeps its name when the section it was made for goes', () => {
    const negotiated = answered('audio data', 'audio', 'data');
    const parsed = description('data', 'audio!', 'data');
    expect(transports(planned(parsed, { type: 'answer', negotiated }))).toEqual(['audio → none', 'data → audio']);
  });

  test('a remote offer: bundled at once, around what we refuse', () => {
    const parsed = description('strange video data', 'strange', 'video', 'data+');
    const sections = planned(parsed, { source: 'remote' });
    expect(transports(sections)).toEqual(['strange → none', 'video → video', 'data → video *']);
  });
});

test('mids are made up where there are none, and differ from those there are', () => {
  const parsed = description('', 'audio', 'data');
  parsed.media[0].setAttribute('mid', '1');
  parsed.media[1].removeAttributes('mid');
  expect(planned(parsed, { source: 'remote' }).map(({ mid }) => mid)).toEqual(['1', '1_']);
});
