/** How time moves in a world. */
export interface WorldTime {
  /** Milliseconds since the world began. */
  now(): number;
  /** Unix milliseconds at the moment `now()` was 0. */
  readonly timeOrigin: number;
  /** Lets `ms` pass with everything that happens meanwhile, housekeeping included. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until the predicate holds; see `UntilOptions` for when it rejects. */
  until(predicate: () => boolean, options?: UntilOptions): Promise<void>;
  /** Lets time pass until only housekeeping is left. */
  settle(): Promise<void>;
  /** Somebody outside changed the world: an idle one is looked at again soon. */
  wakeUp(): void;
  close(): void;
}

export interface UntilOptions {
  /** Virtual milliseconds after which `until` rejects. Default ten minutes. */
  readonly timeoutMs?: number;
  /** What the message says if it is not reached. Default `until: the predicate does not hold`. */
  readonly what?: string;
  /**
   * Nothing outside the world can make the predicate true: where nothing is armed, time goes to the timeout at once, and
   * leaves no moment to real I/O. Default false.
   */
  readonly isWorldAlone?: boolean;
}

export const DEFAULT_UNTIL_MS = 600_000;
