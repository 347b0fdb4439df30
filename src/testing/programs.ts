import type { PeerHost } from './peer-world.ts';
import type { Program } from './stage.ts';

/** What runs on the hosts of a run, for as long as they have power. */
export class Programs<H extends PeerHost> {
  readonly #onError: (error: unknown) => void;
  readonly #hosts = new Map<string, H>();
  readonly #programs = new Map<string, readonly Program<H>[]>();

  /** `onError` is told of what a program throws on a host that runs. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Starts the program, and again on each host of that name that is made from now on. */
  boot(name: string, program: Program<H>): void {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`boot: there is no host ${name} in this world`);
    this.#programs.set(name, [...(this.#programs.get(name) ?? []), program]);
    if (!host.isCrashed) this.#start(host, program);
  }

  hostMade(host: H): void {
    this.#hosts.set(host.name, host);
    for (const program of this.#programs.get(host.name) ?? []) this.#start(host, program);
  }

  #start(host: H, program: Program<H>): void {
    void Promise.resolve(host)
      .then(program)
      .catch((error: unknown) => {
        if (!host.isCrashed) this.#onError(error);
      });
  }
}
