/** Prints what a comparison counts. */

/** Subtests passed, by directory: a column for each run. */
export function printTable(comparison) {
  const rows = comparison.directories.map((name) => rowOf(comparison, name, comparison.testsIn(name)));
  const all = rowOf(comparison, 'all', comparison.testsIn());
  const withoutIdl = comparison.testsIn().filter((id) => !id.includes('idlharness'));
  const head = ['', 'subtests', ...comparison.runs.map(({ name }) => name)];
  printColumns([head, ...rows, all, rowOf(comparison, 'without idlharness', withoutIdl)]);
}

/** What `reference` passes and `run` does not, test by test. */
export function printMissing(comparison, reference, run) {
  const missing = comparison.missing(reference, run);
  for (const [id, names] of missing) {
    const file = run.files[id];
    console.log(`${id}  [${file?.h ?? 'not run'}]${firstLine(file?.m)}`);
    for (const name of names) console.log(`   ${file?.s[name] ?? '-'} ${name}${firstLine(file?.msg?.[name])}`);
  }
  const count = missing.reduce((sum, [, names]) => sum + names.length, 0);
  console.log(`\n${count} subtests pass in ${reference.name} but not in ${run.name}`);
}

/** Subtests passed, test by test. */
export function printFiles(comparison, run) {
  for (const id of comparison.testsIn()) {
    const counts = `${comparison.passed(run, [id])}/${comparison.total([id])}`;
    console.log(`${counts.padEnd(9)} ${(run.files[id]?.h ?? 'not run').padEnd(8)} ${id}`);
  }
}

function rowOf(comparison, title, ids) {
  const total = comparison.total(ids);
  const cells = comparison.runs.map((run) => share(comparison.passed(run, ids), total));
  return [title, String(total), ...cells];
}

function share(passed, total) {
  const percent = total === 0 ? 0 : (100 * passed) / total;
  return `${passed}  ${percent.toFixed(1).padStart(5)} %`;
}

function printColumns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('   '));
  }
}

function firstLine(text) {
  return text === undefined ? '' : `  :: ${text.split('\n')[0]}`;
}
