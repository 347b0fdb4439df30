import type { IceServer } from '../transport/types.ts';

type ServerLocation = Pick<IceServer, 'scheme' | 'hostname' | 'port' | 'transport'>;

const SCHEMES = ['stun', 'stuns', 'turn', 'turns'] as const;
const TRANSPORT_QUERIES = ['?transport=udp', '?transport=tcp'];

/**
 * Validates an ICE server URL, https://w3c.github.io/webrtc-pc/#dfn-validate-an-ice-server-url (RFC 7064 §3.1,
 * RFC 7065 §3.1). `undefined` stands for the SyntaxError.
 */
export function parseIceServerUrl(url: string): ServerLocation | undefined {
  const parsed = parseUrl(url);
  const scheme = SCHEMES.find((known) => parsed?.protocol === `${known}:`);
  if (parsed === undefined || scheme === undefined || !hasHostAsOpaquePath(parsed)) return undefined;
  if (parsed.href.includes('#')) return undefined;
  const query = queryOf(parsed);
  if (query !== undefined && (isStun(scheme) || !TRANSPORT_QUERIES.includes(query))) return undefined;
  const hostAndPort = parseUrl(`https://${parsed.pathname}`);
  if (hostAndPort === undefined || hostAndPort.pathname !== '/') return undefined; // a backslash starts a path too
  return {
    scheme,
    hostname: hostAndPort.hostname.replace(/^\[|\]$/g, ''),
    port: explicitPort(parsed.pathname) ?? defaultPort(scheme),
    transport: query === '?transport=tcp' || (query === undefined && isTls(scheme)) ? 'tcp' : 'udp',
  };
}

function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function hasHostAsOpaquePath(parsed: URL): boolean {
  return parsed.host === '' && !/[/@]/.test(parsed.pathname) && parsed.pathname !== '';
}

/** With its question mark; `undefined` if null. `URL.search` hides an empty query, `href` does not. */
function queryOf(parsed: URL): string | undefined {
  const start = parsed.href.indexOf('?');
  return start < 0 ? undefined : parsed.href.slice(start);
}

/** `URL.port` hides 443, so it is read from the text. */
function explicitPort(hostAndPort: string): number | undefined {
  const digits = /:(\d+)$/.exec(hostAndPort)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function isStun(scheme: IceServer['scheme']): boolean {
  return scheme === 'stun' || scheme === 'stuns';
}

function isTls(scheme: IceServer['scheme']): boolean {
  return scheme === 'stuns' || scheme === 'turns';
}

function defaultPort(scheme: IceServer['scheme']): number {
  return isTls(scheme) ? 5349 : 3478;
}
