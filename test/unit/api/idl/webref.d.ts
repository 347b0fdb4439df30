/** The part of @webref/idl, and of the syntax tree it gives, that the tests of this folder read. */
declare module '@webref/idl' {
  export interface IdlType {
    readonly generic: string;
    readonly nullable: boolean;
    readonly union: boolean;
    readonly idlType: string | readonly IdlType[];
    readonly extAttrs: readonly ExtendedAttribute[];
  }

  export interface ExtendedAttribute {
    readonly name: string;
    readonly rhs?: { readonly type: string; readonly value: string | readonly { readonly value: string }[] } | null;
  }

  export interface Argument {
    readonly name: string;
    readonly idlType: IdlType;
    readonly optional: boolean;
    readonly variadic: boolean;
  }

  export interface Member {
    readonly type: 'attribute' | 'operation' | 'constructor' | 'field' | 'maplike' | 'const';
    readonly name?: string;
    readonly idlType?: IdlType;
    readonly arguments?: readonly Argument[];
    readonly extAttrs: readonly ExtendedAttribute[];
    readonly special?: string;
    readonly readonly?: boolean;
    readonly required?: boolean;
    readonly default?: { readonly type: string; readonly value?: unknown } | null;
  }

  export interface Definition {
    readonly type: 'interface' | 'interface mixin' | 'dictionary' | 'enum' | 'typedef' | 'callback' | 'includes';
    readonly name: string;
    readonly inheritance: string | null;
    readonly partial?: boolean;
    readonly members?: readonly Member[];
    readonly values?: readonly { readonly value: string }[];
    readonly idlType?: IdlType;
    readonly extAttrs: readonly ExtendedAttribute[];
  }

  export function parseAll(options?: { folder: string }): Promise<Record<string, Definition[]>>;
}
