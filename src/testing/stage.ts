import type { SeededRandom } from '../hosts/sim/seeded-random.ts';
import type { Signaling } from '../hosts/sim/signaling/signaling.ts';
import type { PeerHost, PeerWorld } from './peer-world.ts';
import type { Oracle } from './referee.ts';

/** What a scenario is played on. */
export interface Stage<H extends PeerHost = PeerHost> {
  readonly seed: number;
  readonly world: PeerWorld<H>;
  /** As many as the plan says, `alice` and `bob` first. One that has crashed is not the one that comes back: see `boot`. */
  readonly hosts: readonly H[];
  /** For `new RTCPeerConnection({ iceServers })`: servers of the world, where the topology needs them. */
  readonly iceServers: RTCIceServer[];
  /** On the world's time, and failing as planned if the swarm's `signaling` is on. */
  readonly signaling: Signaling;
  /** For the scenario's own choices; the same in every run of a seed. */
  readonly random: SeededRandom;
  readonly oracle: Oracle;
  /** Resolves when the faults are over and everything is healed. */
  readonly calm: Promise<void>;
  /**
   * Starts a program on the host of that name: now, and again on each fresh host that comes after a crash. What the
   * program of a crashed host still does concerns nobody; otherwise, an error that it throws breaks the run. The run does
   * not wait for its end. Throws an Error for a host that is not there.
   */
  boot(host: string, program: Program<H>): void;
  /** A line in the report of a run that fails. */
  note(text: string): void;
}

/** What runs on one host. It may give a promise. */
export type Program<H extends PeerHost = PeerHost> = (host: H) => unknown;

/**
 * An application and what is expected of it. It is called once per run; when it returns, or its promise resolves, it
 * has done what it wanted to do. What it started goes on until the faults are over and all that must hold does. It
 * must not read the real clock, real randomness or real I/O: a run repeats only if the scenario does.
 */
export type Scenario<H extends PeerHost = PeerHost> = (stage: Stage<H>) => unknown;
