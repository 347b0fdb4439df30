import { describe, expect, test } from 'vitest';
import {
  deriveConnectionState,
  deriveIceConnectionState,
  deriveIceGatheringState,
} from '../../../src/api/algorithms/derive-states.ts';
import type { DtlsState } from '../../../src/dtls/types.ts';
import type { IceState } from '../../../src/ice/types.ts';
import type { IceGatheringState } from '../../../src/transport/types.ts';

/** "a b" stands for two transports in the states a and b. */
function states<T>(text: string): T[] {
  return (text === '' ? [] : text.split(' ')) as T[];
}

describe('the states of a connection sum up those of its transports', () => {
  test.each([
    ['', 'new'],
    ['new complete', 'new'],
    ['new gathering', 'gathering'],
    ['gathering complete', 'gathering'],
    ['complete complete', 'complete'],
  ])('gathering %s: %s', (transports, state) => {
    expect(deriveIceGatheringState(states<IceGatheringState>(transports))).toBe(state);
  });

  test.each([
    ['', 'new'],
    ['new closed', 'new'],
    ['checking new', 'checking'],
    ['connected new', 'checking'],
    ['connected completed', 'connected'],
    ['completed closed', 'completed'],
    ['connected disconnected', 'disconnected'],
    ['failed disconnected', 'failed'],
  ])('ICE %s: %s', (transports, state) => {
    expect(deriveIceConnectionState(states<IceState>(transports))).toBe(state);
  });

  test.each([
    ['new', '', 'new'],
    ['new', 'new closed', 'new'],
    ['checking', 'new', 'connecting'],
    ['connected', 'connecting', 'connecting'],
    ['connected', 'connected closed', 'connected'],
    ['completed', 'connected', 'connected'],
    ['disconnected', 'connected', 'disconnected'],
    ['connected', 'failed', 'failed'],
    ['failed', 'connected', 'failed'],
  ])('ICE connection %s, DTLS %s: %s', (ice, dtls, state) => {
    expect(deriveConnectionState(ice as RTCIceConnectionState, states<DtlsState>(dtls))).toBe(state);
  });
});
