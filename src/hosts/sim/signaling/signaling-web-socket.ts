import { SocketEnd } from './socket-end.ts';

/** A class with the interface of WebSocket, whose connections are made by `connect`. */
export function createWebSocketClass(connect: (end: SocketEnd) => void): typeof globalThis.WebSocket {
  class WebSocket extends SocketEnd {
    /** Throws a SyntaxError for what is no `ws:` or `wss:` URL, and for protocols named twice. */
    constructor(url: string | URL, protocols: string | readonly string[] = []) {
      super(requireUrl(String(url)), requireProtocols([protocols].flat())[0] ?? '');
      connect(this);
    }
  }
  return WebSocket as unknown as typeof globalThis.WebSocket;
}

/** https://websockets.spec.whatwg.org/#dom-websocket-websocket */
function requireUrl(text: string): string {
  const url = parse(text);
  if (url === undefined) throw new DOMException(`url: ${text} is not a URL`, 'SyntaxError');
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new DOMException(`url: ${url.protocol} is neither ws: nor wss:`, 'SyntaxError');
  }
  if (url.hash !== '') throw new DOMException(`url: ${text} has a fragment`, 'SyntaxError');
  return url.href;
}

function parse(text: string): URL | undefined {
  const { location } = globalThis as { location?: { readonly href: string } };
  try {
    return new URL(text, location?.href);
  } catch {
    return undefined;
  }
}

function requireProtocols(protocols: readonly string[]): readonly string[] {
  const twice = protocols.find((protocol, index) => protocols.indexOf(protocol) !== index);
  if (twice !== undefined) throw new DOMException(`protocols: ${twice} is named twice`, 'SyntaxError');
  return protocols;
}
