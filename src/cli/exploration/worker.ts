/** A thread that plays the seeds it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { exploreSeeds } from '../../testing/explore.ts';
import { testingPlatform } from '../../testing-platform.node.ts';
import type { Scenario } from '../../testing.ts';
import { loadScenario } from './load-scenario.ts';
import type { Batch, WorkerOrder, WorkerReport } from './messages.ts';

const { path, options } = workerData as WorkerOrder;
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

try {
  const { default: scenario } = await loadScenario(path);
  parentPort?.on('message', (batch: Batch) => void play(scenario, batch).catch(fail));
  report({ type: 'ready' });
} catch (error) {
  fail(error);
}

async function play(scenario: Scenario, { seeds, stopAfter }: Batch) {
  const { runs, digest } = await exploreSeeds({
    platform: testingPlatform,
    scenario: (stage) => {
      report({ type: 'begun', seed: stage.seed });
      return scenario(stage);
    },
    options: { ...options, seeds, stopAfter },
    onFinding: (finding) => report({ type: 'found', finding }),
  });
  report({ type: 'played', runs, digest });
}

function fail(error: unknown): void {
  report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
