import { ridGrammar } from './rid.ts';
import type { Section } from './section.ts';

/** One alternative of one simulcast stream. */
export interface SimulcastRid {
  readonly rid: string;
  /** `~` in front of it. */
  readonly isPaused: boolean;
}

/** a=simulcast, RFC 8853 §5.1: per direction the streams in order of preference, each a list of alternatives. */
export interface Simulcast {
  readonly send: readonly (readonly SimulcastRid[])[];
  readonly recv: readonly (readonly SimulcastRid[])[];
}

/** `undefined` without the attribute, and where it breaks the grammar (RFC 8853 §5.1: to be ignored). */
export function simulcastOf(section: Section): Simulcast | undefined {
  const value = section.attribute('simulcast');
  if (value === undefined) return undefined;
  const words = value.trim().split(/ +/);
  const simulcast = { send: [] as SimulcastRid[][], recv: [] as SimulcastRid[][] };
  if (words.length !== 2 && words.length !== 4) return undefined;
  for (let i = 0; i < words.length; i += 2) {
    const direction = words[i];
    const streams = streamsIn(words[i + 1]);
    if (direction !== 'send' && direction !== 'recv') return undefined;
    if (streams === undefined || simulcast[direction].length > 0) return undefined;
    simulcast[direction] = streams;
  }
  return simulcast;
}

export function setSimulcast(section: Section, { send, recv }: Simulcast): void {
  const parts = [textOf('send', send), textOf('recv', recv)].filter((part) => part !== '');
  section.setAttribute('simulcast', parts.join(' '));
}

function streamsIn(text: string): SimulcastRid[][] | undefined {
  const streams = text.split(';').map((stream) => stream.split(',').map(readRid));
  return streams.flat().every(({ rid }) => ridGrammar.test(rid)) ? streams : undefined;
}

function readRid(text: string): SimulcastRid {
  const isPaused = text.startsWith('~');
  return { rid: isPaused ? text.slice(1) : text, isPaused };
}

function textOf(direction: string, streams: Simulcast['send']): string {
  if (streams.length === 0) return '';
  const write = ({ rid, isPaused }: SimulcastRid) => (isPaused ? `~${rid}` : rid);
  return `${direction} ${streams.map((alternatives) => alternatives.map(write).join(',')).join(';')}`;
}
