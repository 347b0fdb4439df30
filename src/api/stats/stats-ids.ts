import { randomText } from '../algorithms/make-ice-parameters.ts';
import { hexOf, utf8Of } from '../../util/bytes.ts';
import type { Connection } from '../records/connection.ts';

/** Ids that stay the same for the same object and cannot be predicted: salted hashes of what names the object. */
export class StatsIds {
  readonly #connection: Connection;
  readonly #salt: string;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.statsSalt ??= randomText(connection.host.random, 16);
    this.#salt = connection.statsSalt;
  }

  of(kind: string, ...names: readonly (string | number | undefined)[]): string {
    const digest = this.#connection.host.crypto.hash('sha-256', utf8Of([this.#salt, kind, ...names].join('\n')));
    return kind + hexOf(digest.subarray(0, 8));
  }
}
