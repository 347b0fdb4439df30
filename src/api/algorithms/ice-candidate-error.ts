import type { TransportNews } from '../../transport/types.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import { queueTask } from './in-task.ts';

type CandidateErrorNews = Extract<TransportNews, { readonly type: 'ice-candidate-error' }>;

/**
 * https://w3c.github.io/webrtc-pc/#event-icecandidateerror: the local address only where a candidate has shown it.
 */
export function fireIceCandidateError(ice: IceTransport, news: CandidateErrorNews): void {
  const { connection } = ice;
  queueTask(connection, () => {
    const isExposed = ice.localCandidates.some(({ address }) => address !== null && address === news.address);
    connection.faces.fireIceCandidateError(connection.face, {
      address: isExposed ? news.address : null,
      port: isExposed ? news.port : null,
      url: news.url,
      errorCode: news.errorCode,
      errorText: news.errorText,
    });
  });
}
