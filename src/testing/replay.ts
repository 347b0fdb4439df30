import { chronicleLines, describeViolation, ExplorationError } from './finding.ts';
import type { PeerHost, TestingPlatform } from './peer-world.ts';
import { planFrom, type PlanDescription } from './plan.ts';
import type { Scenario } from './stage.ts';
import { runTrial, type Outcome } from './trial.ts';

/** Plays the scenario once, as planned. Rejects with an ExplorationError if it breaks a promise. */
export async function replayPlan<H extends PeerHost>(
  platform: TestingPlatform<H>,
  scenario: Scenario<H>,
  description: PlanDescription,
): Promise<Outcome> {
  const outcome = await runTrial({ platform, scenario, plan: planFrom(description) });
  const { violation, plan } = outcome;
  if (violation === undefined) return outcome;
  const message = [`seed ${plan.seed}: ${describeViolation(violation)}`, '', ...chronicleLines(outcome)].join('\n');
  const finding = { seed: plan.seed, violation, plan, smallest: outcome, tries: 1, repeats: true };
  throw new ExplorationError(message, [finding]);
}
