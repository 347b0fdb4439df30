import { isObject, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { requireArguments } from '../../webidl/operations.ts';
import type { Realm } from '../realm.ts';

type Constructor = typeof OverconstrainedError;

export interface OverconstrainedErrorInterface {
  readonly OverconstrainedError: Constructor;
  readonly create: (constraint: string) => OverconstrainedError;
  readonly isInstance: (value: unknown) => boolean;
}

/** https://w3c.github.io/mediacapture-main/#overconstrainederror-interface */
export function createOverconstrainedError(realm: Realm): OverconstrainedErrorInterface {
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.DOMException {
    readonly #constraint: string;
    static {
      isInstance = (value) => isObject(value) && #constraint in value;
    }

    constructor(constraint: string, message = '') {
      requireArguments(arguments.length, 1, "Failed to construct 'OverconstrainedError'");
      const converted = toDOMString(constraint, 'constraint');
      super(toDOMString(message, 'message'), 'OverconstrainedError');
      this.#constraint = converted;
    }

    get constraint(): string {
      return this.#constraint;
    }
  }

  defineInterface('OverconstrainedError', Face);
  const create = (constraint: string): OverconstrainedError =>
    new Face(constraint, constraint === '' ? 'No settings meet the constraints.' : `${constraint} cannot be met.`);
  return { OverconstrainedError: Face, create, isInstance };
}
