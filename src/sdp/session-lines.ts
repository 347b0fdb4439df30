import type { Section } from './section.ts';

/** o=, RFC 8866 §5.2. The numbers stay text: they may have 64 bits. */
export interface Origin {
  readonly username: string;
  readonly sessionId: string;
  readonly sessionVersion: string;
  readonly netType: string;
  readonly addressType: string;
  readonly address: string;
}

/** c=, RFC 8866 §5.7. */
export interface ConnectionData {
  readonly netType: string;
  readonly addressType: string;
  readonly address: string;
}

export function originOf(session: Section): Origin {
  const [username, sessionId, sessionVersion, netType, addressType, address] = (session.line('o') ?? '').split(' ');
  return { username, sessionId, sessionVersion, netType, addressType, address };
}

/** Behind the `o=`. */
export function originText(origin: Origin): string {
  const { username, sessionId, sessionVersion, netType, addressType, address } = origin;
  return `${username} ${sessionId} ${sessionVersion} ${netType} ${addressType} ${address}`;
}

export function sessionNameOf(session: Section): string {
  return session.line('s') ?? '';
}

/** t=, in NTP seconds as text; WebRTC always says 0 0. */
export function timingOf(session: Section): { readonly start: string; readonly stop: string } {
  const [start, stop] = (session.line('t') ?? '').split(' ');
  return { start, stop };
}

export function connectionOf(section: Section): ConnectionData | undefined {
  const value = section.line('c');
  if (value === undefined) return undefined;
  const [netType, addressType, address] = value.split(' ');
  return { netType, addressType, address };
}

/** `address` is an IPv4 or IPv6 literal. */
export function setConnectionAddress(section: Section, address: string): void {
  section.setLine('c', connectionText(address));
}

/** Behind the `c=`. */
export function connectionText(address: string): string {
  return `IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`;
}
