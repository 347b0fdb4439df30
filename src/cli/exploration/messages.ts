import type { ExploreOptions } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';

/** What a worker is started with. */
export interface WorkerOrder {
  /** The scenario's file. */
  readonly path: string;
  readonly options: Omit<ExploreOptions, 'seeds' | 'shard' | 'stopAfter'>;
}

/** Seeds for a worker to play, in order. */
export interface Batch {
  readonly seeds: readonly number[];
  /** After so many that fail, the rest is left. */
  readonly stopAfter: number;
}

/** What a worker tells. */
export type WorkerReport =
  | { readonly type: 'ready' }
  | { readonly type: 'begun'; readonly seed: number }
  | { readonly type: 'found'; readonly finding: Finding }
  | { readonly type: 'played'; readonly runs: number; readonly digest: string }
  | { readonly type: 'failed'; readonly message: string };
