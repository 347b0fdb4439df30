import { parser } from 'typescript-eslint';

/** What a source file takes from elsewhere: the modules it names and the globals it reads. */
export interface SourceFacts {
  /** Module specifiers as written, of imports, re-exports, `import()` and `import('…')` types. */
  readonly imports: readonly Mention[];
  /** Names that no scope of the file declares, used as values. `Math.random` counts as a name of its own. */
  readonly ambient: readonly Mention[];
}

export interface Mention {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

interface Parsed {
  readonly ast: Node;
  readonly visitorKeys: Readonly<Record<string, readonly string[]>>;
  readonly scopeManager: { readonly globalScope: { readonly through: readonly Reference[] } };
}

interface Reference {
  readonly identifier: Node;
  readonly isValueReference: boolean;
}

const parse = parser.parseForESLint as (text: string, options: object) => unknown;

/** Reads one TypeScript module. Scopes are resolved, so a parameter called `process` is no use of the global. */
export function readSource(text: string): SourceFacts {
  const { ast, scopeManager, visitorKeys } = parse(text, {
    sourceType: 'module',
    lib: [],
    loc: true,
    range: true,
  }) as Parsed;
  const parents = new Map<unknown, Node>();
  const imports: Mention[] = [];
  const visit = (node: Node): void => {
    const specifier = importedModule(node);
    if (specifier !== undefined) imports.push({ name: specifier, line: node.loc.start.line });
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [node[key]].flat()) {
        if (child === null || child === undefined) continue;
        parents.set(child, node);
        visit(child as Node);
      }
    }
  };
  visit(ast);
  const ambient = scopeManager.globalScope.through
    .filter((reference) => reference.isValueReference)
    .map((reference) => reference.identifier)
    .filter((identifier) => parents.get(identifier)?.type !== 'TSTypeQuery')
    .map((identifier) => ({ name: fullName(identifier, parents.get(identifier)), line: identifier.loc.start.line }));
  return { imports, ambient };
}

function importedModule(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
    case 'TSExternalModuleReference':
      return literalText(node.source ?? node.expression ?? node.argument);
    default:
      return undefined;
  }
}

function literalText(node: unknown): string | undefined {
  const literal = node as { value?: unknown; literal?: { value?: unknown } } | null | undefined;
  if (literal === null || literal === undefined) return undefined;
  const value = literal.value ?? literal.literal?.value;
  return typeof value === 'string' ? value : '(computed)';
}

/** `Math.random` for the `Math` of `Math.random()` and `Math['random']`; the identifier's own name otherwise. */
function fullName(identifier: Node, parent: Node | undefined): string {
  const name = identifier.name as string;
  if (name !== 'Math' || parent === undefined) return name;
  if (parent.type === 'VariableDeclarator') return 'Math.random'; // destructured: any member may be meant
  const property = parent.property as { name?: string; value?: string } | undefined;
  return (property?.name ?? property?.value) === 'random' ? 'Math.random' : name;
}
