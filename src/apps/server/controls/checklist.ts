import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { type ControlResult, DATED_PACKS, evaluate, type SystemFacts } from '../../../domain/controls/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';

const LAUNCH = DATED_PACKS.filter(({ framework }) => framework === 'launch-checklist');

/** What is open comes first, and what nobody has to look at last. */
const ORDER = ['gap', 'undecided', 'waived', 'stated', 'met', 'not-yet-in-force', 'not-applicable', 'repealed'];

/** The system of a deployment. @throws TribuneError NOT_FOUND */
export function systemOfDeployment(deployment: string, { deployments, models }: RegistrySnapshot): string {
  const found = deployments.find(({ id }) => id === deployment);
  const system = models.find(({ id }) => id === found?.model)?.system;
  if (system !== undefined) return system;
  const near = suggest(
    deployment,
    deployments.map(({ id }) => id),
  );
  throw new TribuneError('NOT_FOUND', `no deployment ${JSON.stringify(deployment.slice(0, 80))} is registered`, {
    remedy: near === null ? 'tribune admin apply registers deployments.' : `Did you mean ${near}?`,
  });
}

/** Answers the launch checklist for one deployment from records, open points first. */
export function launchChecklist(facts: SystemFacts, deployment: string, atMs: number): ControlResult[] {
  const own = { ...facts, deployments: facts.deployments.filter(({ id }) => id === deployment) };
  return evaluate({ facts: own, packs: LAUNCH, atMs }).toSorted(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status),
  );
}
