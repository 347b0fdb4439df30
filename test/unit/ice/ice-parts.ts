import { candidatePriority, Foundations, localBase } from '../../../src/ice/candidate.ts';
import { IceSession, IdCounter } from '../../../src/ice/session.ts';
import type { IceBase } from '../../../src/ice/types.ts';

/** A base on a socket that goes nowhere. */
export function baseAt(address: string, localPreference: number): IceBase {
  const socket = { local: { address, port: 5000 }, send: () => {}, close: () => {} };
  return { socket, type: 'host', localPreference, isAnnounced: true };
}

/** A generation with some bases and one remote host candidate per preference, each of its own foundation or all of one. */
export function sessionWith(bases: readonly IceBase[], remotePreferences: readonly number[], foundation?: string) {
  const parameters = { usernameFragment: 'user', password: 'a password of some length' };
  const session = new IceSession(parameters, new IdCounter(), new Foundations());
  remotePreferences.forEach((preference, i) =>
    session.addRemote(
      {
        foundation: foundation ?? `r${i}`,
        component: 1,
        protocol: 'udp',
        priority: candidatePriority('host', preference),
        address: `198.51.100.${i}`,
        port: 9,
        type: 'host',
      },
      'controlling',
    ),
  );
  for (const base of bases.map(localBase)) {
    session.addBase(base);
    session.formPairs(base, 'controlling');
  }
  return { session, pairs: session.checkList.pairs };
}
