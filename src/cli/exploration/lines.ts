import type { Exploration } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';

/** The first line of an exploration's file: what was asked for. */
export interface ExplorationHeader {
  readonly type: 'exploration';
  readonly scenario: string;
  /** As given: `1..10000`. */
  readonly seeds: string;
  /** `i/n`. */
  readonly shard: string;
  /** What the seeds choose from, as given on the command line. */
  readonly swarm: object;
}

/** A seed that fails, in full. */
export interface FindingLine {
  readonly type: 'finding';
  readonly finding: Finding;
}

/** The last line; without it the file was cut off. */
export interface SummaryLine {
  readonly type: 'summary';
  readonly runs: number;
  readonly digest: string;
  readonly elapsedMs: number;
}

export type ExplorationLine = ExplorationHeader | FindingLine | SummaryLine;

/** What one shard wrote. */
export interface ShardResult extends Omit<Exploration, 'runs' | 'digest'> {
  /** Where it was read from. */
  readonly source: string;
  readonly header: ExplorationHeader;
  /** Undefined if the file was cut off. */
  readonly summary: SummaryLine | undefined;
}

export function writeLine(line: ExplorationLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Throws an Error that names the source if it is no exploration. A line that was cut off is left out. */
export function readShard(source: string, text: string): ShardResult {
  const lines = text.split('\n').flatMap(readLine);
  const header = lines.find((line) => line.type === 'exploration');
  if (header === undefined) throw new Error(`${source}: this is no exploration’s result`);
  const findings = lines.filter((line) => line.type === 'finding').map(({ finding }) => finding);
  return { source, header, findings, summary: lines.find((line) => line.type === 'summary') };
}

function readLine(text: string): ExplorationLine[] {
  try {
    const line = JSON.parse(text) as ExplorationLine | null;
    return typeof line === 'object' && line !== null && 'type' in line ? [line] : [];
  } catch {
    return [];
  }
}
