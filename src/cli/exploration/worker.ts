/** A thread that plays the seeds it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { exploreSeeds } from '../../testing/explore.ts';
import { testingPlatform } from '../../testing-platform.node.ts';
import { loadScenario } from './load-scenario.ts';
import type { Batch, WorkerOrder, WorkerReport } from './messages.ts';

const { path, options } = workerData as WorkerOrder;
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

try {
  const { default: scenario } = await loadScenario(path);
  parentPort?.on('message', ({ seeds }: Batch) => void play(scenario, seeds).catch(fail));
  report({ type: 'ready' });
} catch (error) {
  fail(error);
}

async function play(scenario: Awaited<ReturnType<typeof loadScenario>>['default'], seeds: readonly number[]) {
  const { runs, digest } = await exploreSeeds({
    platform: testingPlatform,
    scenario: (stage) => {
      report({ type: 'begun', seed: stage.seed });
      return scenario(stage);
    },
    options: { ...options, seeds, stopAfter: Infinity },
    onFinding: (finding) => report({ type: 'found', finding }),
  });
  report({ type: 'played', runs, digest });
}

function fail(error: unknown): void {
  report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
