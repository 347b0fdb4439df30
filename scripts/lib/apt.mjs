import { spawnSync } from 'node:child_process';

import { run } from './command.mjs';

/** Whether packages of Debian can be installed here without asking anybody. */
export function canInstall() {
  return has('apt-get') && adminPrefix() !== undefined;
}

/** Installs one package of Debian, without what it recommends. */
export async function install(name) {
  const become = adminPrefix() ?? [];
  const commands = [
    [...become, 'apt-get', 'update', '-qq'],
    [...become, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', name],
  ];
  for (const [program, ...args] of commands) await run(program, args, { DEBIAN_FRONTEND: 'noninteractive' });
}

export function has(program) {
  return spawnSync('which', [program]).status === 0;
}

/** What to put before a command that needs root: nothing as root, sudo where it asks for no password, else undefined. */
function adminPrefix() {
  if (process.getuid?.() === 0) return [];
  return has('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}
