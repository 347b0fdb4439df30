/** The demonstration, from a clone in whatever state it is: sets up what is missing, then runs `examples/demo.ts`. */
import { runTool } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
process.exitCode = await runTool('tsx/dist/cli.mjs', ['examples/demo.ts', ...process.argv.slice(2)]);
