import { spawn } from 'node:child_process';

import { root } from './paths.mjs';

/**
 * Runs a program in the repository's root with the terminal's output and no input.
 *
 * @param {string} program
 * @param {readonly string[]} [args]
 * @param {NodeJS.ProcessEnv} [environment] added to this process's own
 * @returns {Promise<number>} the exit code; 1 when a signal ended it or it could not be started
 */
export function run(program, args = [], environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32' && !program.endsWith('.exe') && program !== process.execPath,
    });
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs the program of a package in node_modules, by the path of its script: no shell, no PATH. */
export function runTool(script, args = [], environment = {}) {
  return run(process.execPath, [`${root}node_modules/${script}`, ...args], environment);
}
