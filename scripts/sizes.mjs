/** The longest files and functions of the sources, and the medians: something to look at, not a limit. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

import { root } from './lib/paths.mjs';

const files = ['src', 'polyfill'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => measure(`${folder}/${name}`)),
);
show('files', files);
show(
  'functions',
  files.flatMap((file) => file.functions),
);

function measure(path) {
  const source = ts.createSourceFile(path, readFileSync(`${root}${path}`, 'utf8'), ts.ScriptTarget.ES2022);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const functions = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const first = lineOf(node.getStart(source));
      functions.push({ name: `${path}:${first}`, lines: lineOf(node.end) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { name: path, lines: lineOf(source.end), functions };
}

function show(what, measured) {
  const sorted = measured.toSorted((a, b) => b.lines - a.lines);
  const at = (share) => sorted[Math.floor(sorted.length * share)].lines;
  console.log(`\n${sorted.length} ${what}: median ${at(0.5)} lines, nine in ten under ${at(0.1) + 1}`);
  for (const { name, lines } of sorted.slice(0, 12)) console.log(`${String(lines).padStart(6)}  ${name}`);
}
