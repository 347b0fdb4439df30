import type { Queue } from '../util/queue.ts';
import { Foundations } from './candidate.ts';
import type { ConnectivityChecks } from './connectivity-checks.ts';
import { IceSession, IdCounter } from './session.ts';
import type { IceAgentOptions, IceCounters, IceNews, IceParameters, IceRole, IceState } from './types.ts';

/** What the parts of one agent share: the generation, the role, the state, and the way out for news and packets. */
export class IceContext {
  readonly options: IceAgentOptions;
  readonly counters: IceCounters;
  readonly checks: ConnectivityChecks;
  readonly news: Queue<IceNews>;
  readonly #ids = new IdCounter();
  readonly #foundations = new Foundations();
  #role: IceRole;
  #state: IceState = 'new';
  #session: IceSession;
  /** The generation before: its checks are still answered, and its pair may still carry the data. */
  #previous: IceSession | undefined = undefined;

  constructor(options: IceAgentOptions, counters: IceCounters, checks: ConnectivityChecks, news: Queue<IceNews>) {
    this.options = options;
    this.counters = counters;
    this.checks = checks;
    this.news = news;
    this.#role = options.role;
    this.#session = new IceSession(options.localParameters, this.#ids, this.#foundations);
  }

  get session(): IceSession {
    return this.#session;
  }

  get role(): IceRole {
    return this.#role;
  }

  get state(): IceState {
    return this.#state;
  }

  /** Nothing is sent any more, answers of a failed agent excepted. */
  get isOver(): boolean {
    return this.#state === 'closed' || this.#state === 'failed';
  }

  get mayCheck(): boolean {
    return this.#session.remote !== undefined && !this.isOver;
  }

  become(state: IceState, reason: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.news.push({ type: 'state', state, reason });
  }

  setRole(role: IceRole): void {
    if (role === this.#role) return;
    this.#role = role;
    this.#session.nominee = undefined;
    this.#session.checkList.updatePriorities(role);
  }

  /** The agents found out for themselves who controls. */
  switchRole(role: IceRole): void {
    if (role === this.#role) return;
    this.setRole(role);
    this.news.push({ type: 'role', role });
  }

  /** `served` is the generation whose pair carries the data, if any. */
  beginSession(local: IceParameters, served: IceSession | undefined): void {
    this.#previous = served ?? this.#session;
    this.#session = new IceSession(local, this.#ids, this.#foundations);
  }

  isPreviousSession(local: IceParameters): boolean {
    return this.#previous !== undefined && isSameParameters(this.#previous.local, local);
  }

  /** False if there is none to go back to. */
  resumePreviousSession(): boolean {
    if (this.#previous === undefined || this.#session.remote !== undefined) return false;
    this.#session = this.#previous;
    this.#previous = undefined;
    this.#session.nominee = undefined;
    this.#session.checkList.recheckInterrupted();
    return true;
  }

  /** The generation a check is meant for, by the two halves of its USERNAME. */
  sessionOf(localFragment: string, remoteFragment: string): IceSession | undefined {
    if (isMeant(this.#session, localFragment, remoteFragment)) return this.#session;
    if (this.#previous && isMeant(this.#previous, localFragment, remoteFragment)) return this.#previous;
    return undefined;
  }
}

/** Before the peer's credentials are known any name of its own will do: the password has vouched for it. */
function isMeant({ local, remote }: IceSession, localFragment: string, remoteFragment: string): boolean {
  if (local.usernameFragment !== localFragment) return false;
  return remote === undefined || remote.usernameFragment === remoteFragment;
}

export function isSameParameters(a: IceParameters, b: IceParameters): boolean {
  return a.usernameFragment === b.usernameFragment && a.password === b.password;
}
